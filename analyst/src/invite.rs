//! `invite`: random tokens, registered by their hashes, handed out as links.

use std::{
    fs::File,
    io::{self, Write},
    path::{Path, PathBuf},
};

use tacit_protocol::{
    ids::Token,
    invitation::{Invitation, Inviter, MAX_INVITATIONS},
    link::Link,
    manifest::CohortsBy,
};

use crate::{context::Context, error::Error, files, random, session::Session};

/// Invites `count` participants and writes their links as CSV, to a new file or to the standard output. Where the session
/// assigns cohorts with invitations, `cohort` names theirs.
///
/// A link is written once its participant is registered, and not before.
pub async fn invite(
    context: &Context,
    count: u32,
    cohort: Option<&str>,
    output: Option<&Path>,
) -> Result<(), Error> {
    let session = Session::attach(context).await?;
    let cohort = Assigned::of(&session, cohort)?;
    let inviter = Inviter::new(&session.secret, &session.id);
    let before = check_places(&session, count).await?;
    let mut sink = Sink::open(output, cohort.header())?;
    let mut done = 0;
    while done < count {
        let size = (count - done).min(MAX_INVITATIONS as u32);
        let tokens: Vec<_> = (0..size).map(|_| Token::random(&mut random::system())).collect();
        let invite = |token: &Token| inviter.invite(token.participant_id(), cohort.number);
        let invitations: Vec<Invitation> = tokens.iter().map(invite).collect();
        match session.reach.call(|| session.client.invite(&session.id, &invitations)).await {
            Ok(_) => {}
            Err(error) if done == 0 => {
                sink.discard();
                return Err(error.into());
            }
            Err(source) => return Err(Error::PartlyInvited { done, count, source }),
        }
        context.sessions()?.invited(&session.id, u64::from(size))?;
        let number = before + u64::from(done) + 1;
        sink.write(&rows(&session, &cohort, number, tokens)?)?;
        done += size;
    }
    sink.finish()?;
    let place = output.map_or_else(String::new, |path| format!(" Their links are in {}.", path.display()));
    context.ui.say(&format!(
        "{count} participants invited, {} in all.{place} Each link is one participant's secret: give each to one person.",
        before + u64::from(count)
    ));
    Ok(())
}

/// The cohort that invitations are to.
struct Assigned<'a> {
    /// 0: to none.
    number: u16,
    name: Option<&'a str>,
}

impl<'a> Assigned<'a> {
    fn of(session: &Session, name: Option<&'a str>) -> Result<Self, Error> {
        let cohorts = session.manifest.cohorts.as_ref();
        let assigning = cohorts.filter(|cohorts| cohorts.by == CohortsBy::Invitation);
        match (assigning, name) {
            (None, None) => Ok(Self { number: 0, name }),
            (None, Some(_)) => Err(Error::Usage(match cohorts {
                Some(_) => {
                    "the session's participants choose their cohorts themselves. Invite without --cohort."
                        .into()
                }
                None => "the session has no cohorts. Invite without --cohort.".into(),
            })),
            (Some(cohorts), name) => match name.and_then(|name| cohorts.number(name)) {
                Some(number) => Ok(Self { number, name }),
                None => Err(Error::Usage(format!(
                    "the session assigns cohorts with invitations. Name the one that these are to, with --cohort NAME:\n  {}",
                    cohorts.names.join("\n  ")
                ))),
            },
        }
    }

    /// The first line of the CSV.
    fn header(&self) -> &'static [u8] {
        if self.name.is_some() { b"number,cohort,link\n" } else { b"number,link\n" }
    }
}

/// How many are invited so far, if there is room for `count` more.
async fn check_places(session: &Session, count: u32) -> Result<u64, Error> {
    let progress = session.reach.call(|| session.client.progress(&session.id)).await?;
    let places = u64::from(session.manifest.max_participants).saturating_sub(progress.invited);
    if u64::from(count) > places {
        return Err(Error::Usage(format!(
            "the session has places for {places} more participants, not {count}. Invite fewer, or create a session \
             with a larger --max-participants."
        )));
    }
    Ok(progress.invited)
}

fn rows(session: &Session, cohort: &Assigned<'_>, first: u64, tokens: Vec<Token>) -> Result<Vec<u8>, Error> {
    let mut csv = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
    for (number, token) in (first..).zip(tokens) {
        let link = Link::new(&session.server, session.id, token);
        let (number, link) = (number.to_string(), link.expose());
        let record = [Some(number.as_str()), cohort.name, Some(&link)];
        csv.write_record(record.into_iter().flatten()).map_err(|error| Error::Output(error.into()))?;
    }
    csv.into_inner().map_err(|error| Error::Output(error.into_error()))
}

/// Where the links go.
struct Sink {
    file: Option<(PathBuf, File)>,
    header: &'static [u8],
    started: bool,
}

impl Sink {
    fn open(output: Option<&Path>, header: &'static [u8]) -> Result<Self, Error> {
        let file = match output {
            Some(path) => Some((path.to_owned(), create(path)?)),
            None => None,
        };
        Ok(Self { file, header, started: false })
    }

    fn write(&mut self, rows: &[u8]) -> Result<(), Error> {
        if !std::mem::replace(&mut self.started, true) {
            self.put(self.header)?;
        }
        self.put(rows)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), Error> {
        match &mut self.file {
            Some((path, file)) => file.write_all(bytes).map_err(|source| unwritten(path, source)),
            None => {
                let mut stdout = io::stdout();
                stdout.write_all(bytes).and_then(|()| stdout.flush()).map_err(Error::Output)
            }
        }
    }

    fn finish(self) -> Result<(), Error> {
        match self.file {
            Some((path, file)) => file.sync_all().map_err(|source| unwritten(&path, source)),
            None => Ok(()),
        }
    }

    /// Nobody was invited: the empty file goes, so that the same command can run again.
    fn discard(self) {
        if let Some((path, _)) = self.file {
            let _ = std::fs::remove_file(path);
        }
    }
}

fn create(path: &Path) -> Result<File, Error> {
    files::create_new(path).map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => Error::Usage(format!(
            "there is a file at {} already, and links are never written over a file. Choose another --output.",
            path.display()
        )),
        _ => unwritten(path, source),
    })
}

fn unwritten(path: &Path, source: io::Error) -> Error {
    Error::File { path: path.to_owned(), verb: "written", source }
}
