//! `invitations list`, `links` and `revoke`: who was invited, what came of it, their links again, and taking back.

use std::collections::HashMap;

use comfy_table::{ContentArrangement, LineStyle, Table, TableStyle};
use serde::Serialize;
use tacit_protocol::{administration::Submission, ids::ParticipantId};

use super::{
    Book, Entry,
    invite::Places,
    page::Page,
    sheet::{Columns, Invited, Sheet},
};
use crate::{
    context::Context,
    error::Error,
    lock::{Lock, Work},
    output,
    session::Session,
    time,
};

/// Everybody's newest submission.
pub(crate) type Submitted = HashMap<ParticipantId, Submission>;

/// Asks the server who submitted, page after page.
pub(crate) async fn submitted(session: &Session) -> Result<Submitted, Error> {
    let mut submitted = Submitted::new();
    let mut last = None;
    loop {
        let page = session.reach.call(|| session.client.submissions(&session.id, last.as_ref())).await?;
        let Some(end) = page.last() else { return Ok(submitted) };
        last = Some(end.participant);
        submitted.extend(page.into_iter().map(|submission| (submission.participant, submission)));
    }
}

/// One invitation, for people and programs.
#[derive(Serialize)]
struct Line<'a> {
    label: &'a str,
    name: Option<&'a str>,
    email: Option<&'a str>,
    cohort: Option<&'a str>,
    status: &'static str,
    sent_at: Option<u64>,
    revision: Option<u32>,
    submitted_at: Option<u64>,
}

/// Says on the standard output who is invited, by label, and who of them submitted.
pub async fn list(context: &Context, json: bool) -> Result<(), Error> {
    let session = Session::attach(context).await?;
    let book = Book::open(&context.key, &session.id)?;
    let submitted = submitted(&session).await?;
    let cohorts = session.manifest.cohorts.as_ref();
    let lines: Vec<Line<'_>> = book
        .entries()
        .iter()
        .map(|entry| {
            let found = submitted.get(&entry.participant(&session.secret, &session.id));
            let number = found.map_or(entry.cohort, |found| found.cohort);
            Line {
                label: &entry.person.label,
                name: entry.person.full_name.as_deref(),
                email: entry.person.email.as_deref(),
                cohort: cohorts.and_then(|cohorts| cohorts.name(number)),
                status: status(entry, found),
                sent_at: entry.sent_at,
                revision: found.map(|found| found.revision),
                submitted_at: found.map(|found| found.newest_at),
            }
        })
        .collect();
    if json {
        let text = serde_json::to_string_pretty(&lines).map_err(|error| Error::Output(error.into()))?;
        return output::line(text);
    }
    if !lines.is_empty() {
        output::text(&table(&lines))?;
    }
    let strangers = strangers(&session, &book, &submitted);
    let mut said = format!(
        "{} {} in this folder's book, {} submitted.",
        lines.len(),
        if lines.len() == 1 { "invitation" } else { "invitations" },
        submitted.len() - strangers
    );
    if strangers > 0 {
        said += &format!(
            " {strangers} more submitted by invitations that aren't in it: copy the book, analyst.invitations-*.json, from the \
             machine that made them."
        );
    }
    context.ui.say(&said);
    Ok(())
}

fn strangers(session: &Session, book: &Book, submitted: &Submitted) -> usize {
    let known = book.entries().iter().map(|entry| entry.participant(&session.secret, &session.id));
    submitted.len() - known.filter(|participant| submitted.contains_key(participant)).count()
}

fn status(entry: &Entry, submission: Option<&Submission>) -> &'static str {
    match (entry.revoked_at, entry.registered, submission) {
        (_, _, Some(_)) => "submitted",
        (Some(_), ..) => "revoked",
        (None, false, None) => "not registered yet",
        (None, true, None) if entry.sent_at.is_some() => "sent",
        (None, true, None) => "invited",
    }
}

fn table(lines: &[Line<'_>]) -> String {
    let style = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));
    let mut table = Table::new();
    table.force_no_tty().load_style(style).set_content_arrangement(ContentArrangement::Disabled);
    let with_email = lines.iter().any(|line| line.email.is_some());
    let with_cohort = lines.iter().any(|line| line.cohort.is_some());
    let columns = [
        Some("label"),
        with_email.then_some("email"),
        with_cohort.then_some("cohort"),
        Some("status"),
        Some("submitted"),
        Some("revision"),
    ];
    table.set_header(columns.into_iter().flatten());
    for line in lines {
        let cells = [
            Some(line.label.to_owned()),
            with_email.then(|| line.email.unwrap_or_default().to_owned()),
            with_cohort.then(|| line.cohort.unwrap_or_default().to_owned()),
            Some(line.status.to_owned()),
            Some(line.submitted_at.map_or_else(String::new, time::show)),
            Some(line.revision.map_or_else(String::new, |revision| revision.to_string())),
        ];
        table.add_row(cells.into_iter().flatten());
    }
    output::lines(&table.trim_fmt())
}

/// Writes the links of invitations that hold once more: all of them, or those with these labels, or those who haven't
/// submitted.
pub async fn links(
    context: &Context,
    labels: &[String],
    missing: bool,
    places: &Places,
) -> Result<(), Error> {
    let session = Session::attach(context).await?;
    let book = Book::open(&context.key, &session.id)?;
    let submitted = if missing { submitted(&session).await? } else { Submitted::new() };
    let chosen: Vec<&Entry> = match labels {
        [] => book.entries().iter().collect(),
        labels => labels.iter().map(|label| find(&book, label)).collect::<Result<_, _>>()?,
    };
    let entries: Vec<&Entry> = chosen
        .into_iter()
        .filter(|entry| entry.is_valid())
        .filter(|entry| !submitted.contains_key(&entry.participant(&session.secret, &session.id)))
        .collect();
    if entries.is_empty() {
        return Err(Error::NotReady(
            "there is no such invitation in this folder's book. See: tacit-analyst invitations list".into(),
        ));
    }
    let invited: Vec<_> = entries.iter().map(|entry| Invited::of(&session, entry)).collect();
    if let Some(path) = &places.page {
        let progress = session.reach.call(|| session.client.progress(&session.id)).await?;
        let deadline = session.deadline(context, &progress)?;
        Page::create(path)?.write(&session, deadline.as_deref(), &invited)?;
        context.ui.say(&format!("{} codes are in {}.", invited.len(), path.display()));
    }
    if places.sheet.is_some() || places.page.is_none() {
        let mut sheet = Sheet::open(places.sheet.as_deref(), Columns::of(&session, entries))?;
        sheet.write(&invited)?;
        sheet.finish()?;
    }
    if let Some(path) = &places.sheet {
        context.ui.say(&format!("{} links are in {}.", invited.len(), path.display()));
    }
    Ok(())
}

/// Takes back the invitations with these labels; those who submitted stay, and are named.
pub async fn revoke(context: &Context, labels: &[String]) -> Result<(), Error> {
    let session = Session::attach(context).await?;
    // Who is just being registered would be so again.
    let _alone = Lock::to_work(context, Work::Invite).await?;
    let mut book = Book::open(&context.key, &session.id)?;
    let chosen: Vec<Entry> =
        labels.iter().map(|label| find(&book, label).cloned()).collect::<Result<_, _>>()?;
    let participants: Vec<ParticipantId> =
        chosen.iter().map(|entry| entry.participant(&session.secret, &session.id)).collect();
    let answer = session.reach.call(|| session.client.revoke(&session.id, &participants)).await?;
    let (mut revoked, mut kept) = (Vec::new(), Vec::new());
    for (entry, participant) in chosen.iter().zip(&participants) {
        let list = if answer.submitted.contains(participant) { &mut kept } else { &mut revoked };
        list.push(entry);
    }
    book.change(|entries| {
        let of_revoked = |entry: &&mut Entry| revoked.iter().any(|one| one.name == entry.name);
        entries.iter_mut().filter(of_revoked).for_each(|entry| entry.revoked_at = Some(time::now()));
    })?;
    context.sessions()?.recount(&session.id)?;
    if !revoked.is_empty() {
        context.ui.say(&format!("Taken back: {}. Invited now: {}.", listed(&revoked), answer.invited));
    }
    match kept[..] {
        [] => Ok(()),
        _ => Err(Error::NotReady(format!(
            "submitted already, and so counted: {}. A submission stays; only its participant can replace it.",
            listed(&kept)
        ))),
    }
}

fn listed(entries: &[&Entry]) -> String {
    let labels: Vec<_> = entries.iter().map(|entry| entry.person.label.as_str()).collect();
    labels.join(", ")
}

fn find<'a>(book: &'a Book, label: &str) -> Result<&'a Entry, Error> {
    book.find(label).ok_or_else(|| {
        Error::Usage(format!(
            "no invitation of this folder's book has the label {label:?}. See: tacit-analyst invitations list"
        ))
    })
}
