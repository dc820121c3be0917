//! `invitations send`: links by e-mail.

mod outcome;
mod transport;

use std::path::PathBuf;

use lettre::message::Mailbox;
use url::Url;

use self::{
    outcome::Outcome,
    transport::{Transport, Undelivered},
};
use super::{
    Book, Entry,
    roll::{Submitted, submitted},
    sheet::Invited,
    template::{self, Template},
};
use crate::{
    context::Context,
    error::Error,
    lock::{Lock, Work},
    output,
    session::Session,
    time,
    ui::Keyboard,
};

/// Nobody is reminded who got a message within so many milliseconds: an interrupted reminder may be run again.
const LATELY_MS: u64 = 12 * 60 * 60 * 1000;

/// To whom, how, and what.
#[derive(Debug)]
pub struct Send {
    /// The mail server: `smtps://user@host`, `smtp://user@host` with STARTTLS; without TLS only on this machine.
    pub smtp: Url,
    /// A file with its password in the first line; else `TACIT_SMTP_PASSWORD`, else asked for.
    pub password_file: Option<PathBuf>,
    /// Whose address the messages come from.
    pub from: String,
    /// The message; `None`: the built-in one.
    pub template: Option<PathBuf>,
    /// Again to those who got theirs and haven't submitted.
    pub remind: bool,
    /// Nothing is sent.
    pub dry_run: bool,
    /// Without asking.
    pub yes: bool,
}

/// Sends links to those in the book who have an address, haven't submitted, and got none yet; or, reminding, again to those
/// who got theirs.
///
/// # Errors
///
/// [`Error::Mail`]: a message didn't go, and what is behind it in the queue didn't either. [`Error::Refused`]: some were
/// refused for good or put off, and all others went.
pub async fn send(context: &Context, send: &Send) -> Result<(), Error> {
    let template = Template::read(send.template.as_deref())?;
    let from = mailbox(&send.from).ok_or_else(|| {
        Error::Usage(format!(
            "--from {:?} is no address. Write one such as \"Ana Pop <ana@example.org>\".",
            send.from
        ))
    })?;
    // Here, where Ctrl-C still ends the asking for a password: nothing was waited for yet.
    let transport = match send.dry_run {
        true => None,
        false => Some(Transport::of(send)?),
    };
    let session = Session::attach(context).await?;
    // Two at once would send to the same people.
    let _alone = match send.dry_run {
        true => None,
        false => Some(Lock::to_work(context, Work::Send).await?),
    };
    let book = Book::open(&context.key, &session.id)?;
    let progress = session.reach.call(|| session.client.progress(&session.id)).await?;
    let deadline = session.deadline(context, &progress)?;
    let template = template.fit(deadline.is_some())?;
    let answered = Answered::of(&session, progress.submitted).await?;
    let (chosen, left_out) = recipients(&book, &answered, send.remind)?;
    if chosen.is_empty() {
        return Err(Error::NotReady(nobody(&book, &answered, send.remind)));
    }
    if left_out > 0 {
        context.ui.say(&format!("Left out, since they submitted already: {left_out}."));
    }
    let fill = |entry: &Entry, shown: bool| {
        let invited = Invited::of(&session, entry);
        let link = invited.link.expose();
        let link = if shown { link } else { hidden(&link) };
        template.fill(&session.manifest, deadline.as_deref(), &invited, &link)
    };
    let Some(transport) = transport else {
        let Recipient { entry, to } = &chosen[0];
        return preview(context, &from, to, chosen.len(), &fill(entry, false));
    };
    agree(context, send, chosen.len()).await?;
    let mut outcome = Outcome::of(chosen.len());
    let deliver = async |recipient: &Recipient| {
        transport.deliver(&from, &recipient.to, fill(&recipient.entry, true)).await
    };
    let ended = each(context, book, chosen, answered, deliver, &mut outcome).await;
    match (ended, outcome.refusals()) {
        (Ok(()), None) => {
            context.ui.say(&outcome.to_string());
            Ok(())
        }
        (Ok(()), Some(refusals)) => Err(Error::Refused { outcome: outcome.to_string(), refusals }),
        (Err(error), refusals) => {
            refusals.iter().for_each(|refusals| context.ui.say(refusals));
            Err(error)
        }
    }
}

/// Delivers to one after the other, as long as nothing is in the way but answers about single messages.
async fn each(
    context: &Context,
    mut book: Book,
    chosen: Vec<Recipient>,
    mut answered: Answered<'_>,
    deliver: impl AsyncFn(&Recipient) -> Result<(), Undelivered>,
    outcome: &mut Outcome,
) -> Result<(), Error> {
    let live = context.ui.live();
    for recipient in chosen {
        let Recipient { entry, to } = &recipient;
        live.show(&outcome.so_far());
        // Others may have gone on with the book while messages went out.
        book.read_again()?;
        if !book.get(&entry.name).is_some_and(Entry::is_valid) {
            outcome.revoked += 1;
            continue;
        }
        if let Err(error) = answered.ask_again().await {
            live.finish();
            context.ui.say(&outcome.to_string());
            return Err(error);
        }
        if answered.has_submitted(entry) {
            outcome.submitted += 1;
            continue;
        }
        match deliver(&recipient).await {
            Ok(()) => {}
            Err(Undelivered::Refused(answer)) => {
                let refused = |entry: &mut Entry| entry.refused_at = Some(time::now());
                note(&mut book, entry, refused)?;
                if let Err(error) = outcome.refuse(&entry.person.label, &to.email, answer) {
                    live.finish();
                    return Err(error);
                }
                continue;
            }
            Err(Undelivered::Stopped(reason)) => {
                live.finish();
                return Err(outcome.stopped(&to.email, reason));
            }
        }
        // Before the next: whoever stands in it was sent to.
        note(&mut book, entry, |entry| (entry.sent_at, entry.refused_at) = (Some(time::now()), None))?;
        outcome.send();
    }
    live.finish();
    Ok(())
}

/// Writes something down of an invitation.
fn note(book: &mut Book, of: &Entry, change: impl FnOnce(&mut Entry)) -> Result<(), Error> {
    book.change(|entries| entries.iter_mut().find(|known| known.name == of.name).map_or((), change))
}

/// Who submitted, and so needs no message.
struct Answered<'a> {
    session: &'a Session,
    submitted: Submitted,
    /// How many that were, by the session's progress.
    count: u64,
}

impl<'a> Answered<'a> {
    async fn of(session: &'a Session, count: u64) -> Result<Self, Error> {
        Ok(Self { session, submitted: submitted(session).await?, count })
    }

    /// Learns who submitted since, if anybody did.
    async fn ask_again(&mut self) -> Result<(), Error> {
        let session = self.session;
        let progress = session.reach.call(|| session.client.progress(&session.id)).await?;
        if progress.submitted != self.count {
            *self = Self::of(session, progress.submitted).await?;
        }
        Ok(())
    }

    fn has_submitted(&self, entry: &Entry) -> bool {
        self.submitted.contains_key(&entry.participant(&self.session.secret, &self.session.id))
    }
}

/// Somebody whose turn it is.
struct Recipient {
    entry: Entry,
    to: Mailbox,
}

/// Whose turn it is, and how many got no message yet and need none, since they submitted by a link that they got otherwise.
fn recipients(book: &Book, answered: &Answered<'_>, remind: bool) -> Result<(Vec<Recipient>, usize), Error> {
    let (mut chosen, mut left_out, now) = (Vec::new(), 0, time::now());
    for (entry, email) in addressed(book) {
        let due = if remind { !was_sent_lately(entry, now) } else { entry.sent_at.is_none() };
        if answered.has_submitted(entry) {
            left_out += usize::from(!remind && entry.sent_at.is_none());
        } else if due {
            let address = email.parse().map_err(|_| {
                Error::Usage(format!(
                    "{email:?}, the address of {:?}, is none. Take that invitation back and invite again with a right one: \
                     tacit-analyst invitations revoke LABEL",
                    entry.person.label
                ))
            })?;
            let to = Mailbox::new(entry.person.full_name.clone(), address);
            chosen.push(Recipient { entry: entry.clone(), to });
        }
    }
    // Whoever was refused must not keep others waiting.
    chosen.sort_by_key(|recipient| recipient.entry.refused_at);
    Ok((chosen, left_out))
}

/// Invitations that hold, with an address to send them to.
fn addressed(book: &Book) -> impl Iterator<Item = (&Entry, &str)> {
    let valid = book.entries().iter().filter(|entry| entry.is_valid());
    valid.filter_map(|entry| Some((entry, entry.person.email.as_deref()?)))
}

fn was_sent_lately(entry: &Entry, now: u64) -> bool {
    entry.sent_at.is_some_and(|at| now.saturating_sub(at) <= LATELY_MS)
}

/// Why there is nobody to send to, and what else could be done.
fn nobody(book: &Book, answered: &Answered<'_>, remind: bool) -> String {
    if addressed(book).next().is_none() {
        return "there is nobody to send to: no invitation in this folder's book has an address. Invite people with addresses, with \
                tacit-analyst invite --csv FILE; or hand out links, which tacit-analyst invitations links shows."
            .into();
    }
    match addressed(book).filter(|(entry, _)| !answered.has_submitted(entry)).count() {
        0 => "there is nobody to send to: everybody with an address in this folder's book submitted.".into(),
        _ if !remind => "there is nobody to send to: everybody with an address in this folder's book got a link, or submitted \
                         already. To send again to those who haven't submitted, add --remind."
            .into(),
        owing => format!(
            "there is nobody to remind now: of {owing} who haven't submitted, everybody got a message within the last twelve \
             hours, and nobody is to get two in that time. Run it again later."
        ),
    }
}

fn mailbox(text: &str) -> Option<Mailbox> {
    text.parse().ok()
}

/// A link with its secret hidden, for the screen.
fn hidden(link: &str) -> String {
    link.split_once('#').map_or_else(String::new, |(before, _)| format!("{before}#…"))
}

fn preview(
    context: &Context,
    from: &Mailbox,
    to: &Mailbox,
    count: usize,
    message: &template::Message,
) -> Result<(), Error> {
    output::text(&format!(
        "From: {from}\nTo: {to}\nSubject: {}\n\n{}\n",
        message.subject,
        message.text.trim_end()
    ))?;
    context.ui.say(&format!("That is the first of {count} messages. Nothing was sent."));
    Ok(())
}

async fn agree(context: &Context, send: &Send, count: usize) -> Result<(), Error> {
    let messages = if count == 1 { "message" } else { "messages" };
    let question = format!("Send {count} {messages} through {}?", send.smtp.host_str().unwrap_or_default());
    let absent = "there is no terminal to ask on: look at --dry-run first, then add --yes.";
    Keyboard::agree(&context.ui, send.yes, &question, absent, "Nothing was sent.").await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_link_shows_no_secret() {
        assert_eq!(hidden("https://survey.example/s/abc#secret"), "https://survey.example/s/abc#…");
    }
}
