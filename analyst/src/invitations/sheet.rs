//! Links as CSV, for mail merge.

use std::{
    io::{self, Write},
    path::Path,
};

use tacit_protocol::link::Link;

use super::{Entry, new_file::NewFile};
use crate::{error::Error, session::Session};

/// An invitation with its link.
pub(super) struct Invited<'a> {
    pub(super) entry: &'a Entry,
    /// The cohort's name.
    pub(super) cohort: Option<&'a str>,
    pub(super) link: Link,
}

impl<'a> Invited<'a> {
    pub(super) fn of(session: &'a Session, entry: &'a Entry) -> Self {
        let cohorts = session.manifest.cohorts.as_ref();
        Self {
            entry,
            cohort: cohorts.and_then(|cohorts| cohorts.name(entry.cohort)),
            link: Link::new(&session.server, session.id, entry.token(&session.secret, &session.id)),
        }
    }
}

/// Which columns there are.
#[derive(Clone, Copy)]
pub(super) struct Columns {
    /// Names and addresses, not only numbers.
    pub(super) people: bool,
    pub(super) cohort: bool,
}

impl Columns {
    pub(super) fn of<'a>(session: &Session, entries: impl IntoIterator<Item = &'a Entry>) -> Self {
        let named = |entry: &Entry| entry.person.full_name.is_some() || entry.person.email.is_some();
        Self { people: entries.into_iter().any(named), cohort: session.manifest.assigns_cohorts() }
    }

    fn header(self) -> Vec<&'static str> {
        let who: &[_] = if self.people { &["label", "name", "email"] } else { &["number"] };
        let cohort: &[_] = if self.cohort { &["cohort"] } else { &[] };
        [who, cohort, &["link"]].concat()
    }

    fn rows(self, invited: &[Invited<'_>]) -> Result<Vec<u8>, Error> {
        let mut csv = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
        for Invited { entry, cohort, link } in invited {
            let person = &entry.person;
            let mut row = vec![person.label.as_str()];
            if self.people {
                row.push(person.full_name.as_deref().unwrap_or_default());
                row.push(person.email.as_deref().unwrap_or_default());
            }
            if self.cohort {
                row.push(cohort.unwrap_or_default());
            }
            let link = link.expose();
            row.push(&link);
            csv.write_record(row).map_err(|error| Error::Output(error.into()))?;
        }
        csv.into_inner().map_err(|error| Error::Output(error.into_error()))
    }
}

/// Where the links go.
pub(super) struct Sheet {
    file: Option<NewFile>,
    columns: Columns,
    started: bool,
}

impl Sheet {
    /// To a new file, or to the standard output.
    pub(super) fn open(output: Option<&Path>, columns: Columns) -> Result<Self, Error> {
        let file = output.map(NewFile::create).transpose()?;
        Ok(Self { file, columns, started: false })
    }

    pub(super) fn write(&mut self, invited: &[Invited<'_>]) -> Result<(), Error> {
        if !std::mem::replace(&mut self.started, true) {
            self.put(format!("{}\n", self.columns.header().join(",")).as_bytes())?;
        }
        self.put(&self.columns.rows(invited)?)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), Error> {
        match &mut self.file {
            Some(file) => file.write(bytes),
            None => {
                let mut stdout = io::stdout();
                stdout.write_all(bytes).and_then(|()| stdout.flush()).map_err(Error::Output)
            }
        }
    }

    pub(super) fn finish(self) -> Result<(), Error> {
        self.file.map_or(Ok(()), NewFile::finish)
    }
}
