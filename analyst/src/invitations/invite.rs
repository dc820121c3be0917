//! `invite`: people written down, registered by hashes, handed out as links.

use std::{
    collections::{HashMap, HashSet},
    path::PathBuf,
};

use tacit_client::ClientError;
use tacit_protocol::{
    ids::InvitationName,
    invitation::{Inviter, MAX_INVITATIONS},
    manifest::CohortsBy,
};

use super::{
    Book, Entry, Person,
    page::Page,
    people,
    sheet::{Columns, Invited, Sheet},
};
use crate::{
    context::Context,
    error::Error,
    lock::{Lock, Work},
    random,
    session::Session,
};

/// Whom to invite, and where their links go.
#[derive(Debug)]
pub struct Invite {
    /// How many nobody knows by name.
    pub count: Option<u32>,
    /// A list of people.
    pub list: Option<PathBuf>,
    /// The cohort of those whose list doesn't say it.
    pub cohort: Option<String>,
    /// The links.
    pub places: Places,
}

/// Where links go: to the standard output, unless there is a file.
#[derive(Debug, Default)]
pub struct Places {
    /// As CSV.
    pub sheet: Option<PathBuf>,
    /// As QR codes on a page.
    pub page: Option<PathBuf>,
}

/// Invites, after those who were written down before an interruption, and writes the links.
///
/// Links are written once their participants are registered, and not before.
pub async fn invite(context: &Context, invite: &Invite) -> Result<(), Error> {
    let session = Session::attach(context).await?;
    // Two at once would count on the same places, and hand out the same links.
    let _alone = Lock::to_work(context, Work::Invite).await?;
    let mut book = Book::open(&context.key, &session.id)?;
    let progress = session.reach.call(|| session.client.progress(&session.id)).await?;
    let (invited, deadline) = (progress.invited, session.deadline(context, &progress)?);
    let Whom { new, known, moved } = whom(&session, &book, invite, invited)?;
    moved.iter().for_each(|note| context.ui.say(note));
    let pending = book.entries().iter().filter(|entry| entry.is_pending()).count();
    if new.is_empty() && pending == 0 {
        return Err(Error::Usage(match known {
            0 => "say whom to invite: --count N, or --csv FILE.".into(),
            _ => format!("everybody of the list is invited already ({known})."),
        }));
    }
    if invite.count.is_some() && pending > 0 {
        return Err(Error::NotReady(format!(
            "an invite was interrupted before all of its participants were invited: {pending} are written down. Invite them \
             first with: tacit-analyst invite"
        )));
    }
    check_places(&session, invited, new.len())?;
    let columns = Columns::of(&session, book.entries().iter().filter(|entry| entry.is_pending()).chain(&new));
    let mut sheet = Sheet::open(invite.places.sheet.as_deref(), columns)?;
    let page = invite.places.page.as_deref().map(Page::create).transpose()?;
    let of_new: HashSet<_> = new.iter().map(|entry| entry.name).collect();
    book.change(|entries| entries.extend(new))?;
    match register(context, &session, &mut book, &mut sheet).await {
        Ok(registered) => {
            if let Some(page) = page {
                let invited: Vec<_> =
                    registered.entries.iter().map(|entry| Invited::of(&session, entry)).collect();
                page.write(&session, deadline.as_deref(), &invited)?;
            }
            sheet.finish()?;
            report(context, &registered, known, &invite.places);
            Ok(())
        }
        Err(Failed::Here(error)) => Err(error),
        Err(Failed::Server { done: 0, source, .. }) => {
            if !source.is_transient() {
                // Refused: none of the new ones is invited.
                book.change(|entries| entries.retain(|entry| !of_new.contains(&entry.name)))?;
            }
            Err(source.into())
        }
        Err(Failed::Server { done, left, source }) => {
            Err(Error::PartlyInvited { done, count: done + left, source })
        }
    }
}

/// Whom the server knows now.
struct Registered {
    entries: Vec<Entry>,
    /// In all.
    invited: u64,
}

enum Failed {
    /// On this machine.
    Here(Error),
    /// At the server, after so many.
    Server { done: usize, left: usize, source: ClientError },
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self::Here(error)
    }
}

/// Tells the server of everybody in the book that it doesn't know of, and writes their links; answers who that is.
async fn register(
    context: &Context,
    session: &Session,
    book: &mut Book,
    sheet: &mut Sheet,
) -> Result<Registered, Failed> {
    let inviter = Inviter::new(&session.secret, &session.id);
    let pending: Vec<Entry> = book.entries().iter().filter(|entry| entry.is_pending()).cloned().collect();
    let (mut done, mut invited) = (0, 0);
    for chunk in pending.chunks(MAX_INVITATIONS) {
        let invitation =
            |entry: &Entry| inviter.invite(entry.participant(&session.secret, &session.id), entry.cohort);
        let invitations: Vec<_> = chunk.iter().map(invitation).collect();
        let answer = session.reach.call(|| session.client.invite(&session.id, &invitations)).await;
        invited = match answer {
            Ok(answer) => answer.invited,
            Err(source) => return Err(Failed::Server { done, left: pending.len() - done, source }),
        };
        let registered: HashSet<_> = chunk.iter().map(|entry| &entry.name).collect();
        book.change(|entries| {
            let of_chunk = entries.iter_mut().filter(|entry| registered.contains(&entry.name));
            of_chunk.for_each(|entry| entry.registered = true);
        })?;
        context.sessions()?.recount(&session.id)?;
        let links: Vec<_> = chunk.iter().map(|entry| Invited::of(session, entry)).collect();
        sheet.write(&links)?;
        done += chunk.len();
    }
    Ok(Registered { entries: pending, invited })
}

/// Whom a list names.
#[derive(Default)]
struct Whom {
    new: Vec<Entry>,
    /// How many are invited already.
    known: usize,
    /// Of those who are invited already, but at another address: that and what to do.
    moved: Vec<String>,
}

fn whom(session: &Session, book: &Book, invite: &Invite, invited: u64) -> Result<Whom, Error> {
    let cohort = |name: Option<&str>| cohort(session, name);
    let entry = |person: Person, cohort: u16| Entry {
        name: InvitationName::random(&mut random::system()),
        person,
        cohort,
        registered: false,
        sent_at: None,
        refused_at: None,
        revoked_at: None,
    };
    if let Some(count) = invite.count {
        let first = invited.max(book.entries().len() as u64) + 1;
        let cohort = cohort(invite.cohort.as_deref())?;
        let taken = book.entries().iter().map(|entry| entry.person.label.as_str()).collect();
        let people = people::numbered(first, count, &taken);
        let new = people.into_iter().map(|person| entry(person, cohort)).collect();
        return Ok(Whom { new, ..Whom::default() });
    }
    let mut whom = Whom::default();
    let Some(list) = &invite.list else { return Ok(whom) };
    let standing = book.entries().iter().filter(|entry| entry.revoked_at.is_none());
    let known: HashMap<&str, &Entry> = standing.map(|entry| (entry.person.label.as_str(), entry)).collect();
    for listed in people::read(list)? {
        match known.get(listed.person.label.as_str()) {
            Some(entry) if entry.person.is_numbered() && !listed.person.is_numbered() => {
                return Err(Error::People {
                    path: list.clone(),
                    problem: format!(
                        "somebody who was invited by number has the label {:?} already. Give this person another one",
                        entry.person.label
                    ),
                });
            }
            Some(entry) => {
                whom.known += usize::from(entry.registered);
                whom.moved.extend(moved(&entry.person, &listed.person).filter(|_| entry.registered));
            }
            None => {
                let cohort = cohort(listed.cohort.as_deref().or(invite.cohort.as_deref()))?;
                whom.new.push(entry(listed.person, cohort));
            }
        }
    }
    Ok(whom)
}

/// What to say of somebody whom the list has at another address than the one that is invited, and who may be somebody else.
fn moved(invited: &Person, listed: &Person) -> Option<String> {
    let (label, listed) = (&invited.label, listed.email.as_deref()?);
    let at = match invited.email.as_deref() {
        Some(email) if email.eq_ignore_ascii_case(listed) => return None,
        Some(email) => format!("at {email}"),
        None => "without an address".into(),
    };
    Some(format!(
        "{label:?} is invited already, {at}, so nobody is invited at {listed}. Is that somebody else, give a label of its own in the \
         list; is it the same person, take the first invitation back (tacit-analyst invitations revoke {label:?}) and invite again."
    ))
}

/// The number of the cohort that an invitation is to; 0: to none.
fn cohort(session: &Session, name: Option<&str>) -> Result<u16, Error> {
    let cohorts = session.manifest.cohorts.as_ref();
    let Some(cohorts) = cohorts else {
        return match name {
            None => Ok(0),
            Some(_) => Err(Error::Usage("the session has no cohorts. Invite without --cohort.".into())),
        };
    };
    match (cohorts.by, name) {
        (CohortsBy::Participant, None) => Ok(0),
        (CohortsBy::Participant, Some(_)) => Err(Error::Usage(
            "the session's participants choose their cohorts themselves. Invite without --cohort.".into(),
        )),
        (CohortsBy::Invitation, Some(name)) => cohorts.number(name).ok_or_else(|| {
            Error::Usage(format!(
                "the session has no cohort {name:?}. Name one that it has, in the list's column cohort or with --cohort NAME:\n  {}",
                cohorts.names.join("\n  ")
            ))
        }),
        (CohortsBy::Invitation, None) => {
            Err(Error::Usage(format!(
                "the session assigns cohorts with invitations. Name the one that these are to, in the list's column cohort or \
                 with --cohort NAME:\n  {}",
                cohorts.names.join("\n  ")
            )))
        }
    }
}

/// Whether there is room for so many more.
fn check_places(session: &Session, invited: u64, new: usize) -> Result<(), Error> {
    let places = u64::from(session.manifest.max_participants).saturating_sub(invited);
    if new as u64 > places {
        return Err(Error::Usage(format!(
            "the session has places for {places} more participants, not {new}. Invite fewer, or create a session \
             with a larger --max-participants."
        )));
    }
    Ok(())
}

fn report(context: &Context, registered: &Registered, known: usize, places: &Places) {
    let place = places
        .sheet
        .as_ref()
        .map_or_else(String::new, |path| format!(" Their links are in {}.", path.display()));
    let page = places
        .page
        .as_ref()
        .map_or_else(String::new, |path| format!(" Their codes are in {}.", path.display()));
    let known = match known {
        0 => String::new(),
        known => format!(" {known} of the list were invited already."),
    };
    let done = registered.entries.len();
    context.ui.say(&format!(
        "{done} {} invited, {} in all.{known}{place}{page} Each link is one participant's secret: give each to one \
         person.",
        if done == 1 { "participant" } else { "participants" },
        registered.invited
    ));
}
