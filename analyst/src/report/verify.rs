//! `report verify`: whether a file is what its analyst signed, of the set that its server signed for. Nothing is asked of
//! anybody.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;
use tacit_protocol::{evidence::SignedEvidence, ids::SessionId};

use super::{
    Report, csv, difference, evidence,
    html::{self, Found},
    json,
    unique::UniqueNames,
};
use crate::{error::Error, output, time};

/// What is to be verified.
#[derive(Clone, Debug)]
pub struct Verify {
    /// The report.
    pub file: PathBuf,
    /// Another one with signatures, where this has none.
    pub with: Option<PathBuf>,
    /// The session that it must be of.
    pub session: Option<SessionId>,
}

/// Verifies a report and says what that proves.
///
/// # Errors
///
/// [`Error::NoReport`]: it isn't one, or not whole. [`Error::Forged`]: it isn't what was signed.
pub fn verify(asked: &Verify) -> Result<(), Error> {
    output::text(&examine(asked)?)
}

/// What a report proves.
pub(super) fn examine(asked: &Verify) -> Result<String, Error> {
    let file = File::read(&asked.file)?;
    let genuine = match (&asked.with, file.kind()) {
        (Some(with), Kind::Other) => file.same_as(&File::read(with)?)?,
        (Some(_), Kind::Html | Kind::Json) => {
            return Err(Error::Usage(format!(
                "{} is a report with signatures of its own; --with is for files without, such as CSV. Leave it out.",
                file.path.display()
            )));
        }
        (None, Kind::Html) => file.html()?,
        (None, Kind::Json) => file.json()?,
        (None, Kind::Other) if file.is_named_csv() => {
            return Err(Error::Usage(format!(
                "{} has no signatures in it. If it is the CSV file of a session, name its HTML or JSON report too: --with REPORT",
                file.path.display()
            )));
        }
        (None, Kind::Other) => {
            return Err(file.broken(
                "it is neither HTML nor JSON, so there are no signatures in it (a CSV file is verified by --with REPORT)",
            ));
        }
    };
    if let Some(session) = asked.session.filter(|session| *session != genuine.report.session) {
        return Err(file
            .forged(format!("it is of another session, {}, and not of {session}.", genuine.report.session)));
    }
    Ok(genuine.said())
}

/// What a file is, by how it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Html,
    Json,
    Other,
}

pub(crate) struct File<'a> {
    path: &'a Path,
    text: String,
}

/// A report that was found genuine.
pub(crate) struct Genuine {
    pub(crate) report: Report,
    /// Whether everything that is shown was compared with what was signed.
    is_compared: bool,
}

impl<'a> File<'a> {
    fn read(path: &'a Path) -> Result<Self, Error> {
        let bytes =
            fs::read(path).map_err(|source| Error::File { path: path.to_owned(), verb: "read", source })?;
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Self::of(path, text)),
            Err(_) => Err(Self::of(path, String::new()).broken("it isn't text in UTF-8")),
        }
    }

    pub(crate) fn of(path: &'a Path, text: String) -> Self {
        Self { path, text }
    }

    fn kind(&self) -> Kind {
        match self.text.trim_start().chars().next() {
            Some('<') => Kind::Html,
            Some('{') => Kind::Json,
            _ => Kind::Other,
        }
    }

    fn is_named_csv(&self) -> bool {
        self.path.extension().is_some_and(|end| end.eq_ignore_ascii_case("csv"))
    }

    /// A page: signed as a whole, and what this program makes of the evidence in it.
    fn html(&self) -> Result<Genuine, Error> {
        let evidence = html::evidence_in(&self.text).ok_or_else(|| {
            self.broken(
                "what it proves itself with isn't in it: it is cut off, or no report of tacit-analyst",
            )
        })?;
        let report = self.open(evidence::from_text(evidence))?;
        let found = Found::read(&self.text).ok_or_else(|| {
            self.broken("its last line isn't a signature: the end is cut off, or something else saved it anew, as browsers do")
        })?;
        let is_signed = found.is_signed_by(&report.manifest.analyst.signing_key);
        let own = html::page(&report).map_err(Error::Output)?;
        if found.is_of_this_version()
            && let Some(difference) = difference::of_lines(found.page, &own)
        {
            return Err(self.forged(format!("it doesn't show what was signed: {difference}. {ADVICE}")));
        }
        match is_signed {
            true => Ok(Genuine { report, is_compared: found.is_of_this_version() }),
            false => Err(self.forged(format!(
                "the page as a whole isn't signed by the session's analyst: it was changed, or made by somebody else. {ADVICE}"
            ))),
        }
    }

    fn json(&self) -> Result<Genuine, Error> {
        let cut = |_| self.broken("it is no JSON: it is cut off or damaged");
        let found: Value = serde_json::from_str(&self.text).map_err(cut)?;
        if serde_json::from_str::<UniqueNames>(&self.text).is_err() {
            let problem =
                format!("it says something twice, so that readers may take the one or the other. {ADVICE}");
            return Err(self.forged(problem));
        }
        let evidence = found
            .get("evidence")
            .and_then(Value::as_str)
            .ok_or_else(|| self.broken("what it proves itself with, the member evidence, isn't in it"))?;
        let report = self.open(evidence::from_text(evidence))?;
        let own = json::render(&report).map_err(Error::Output)?;
        let own = serde_json::from_str(&own).map_err(|error| Error::Output(error.into()))?;
        match difference::of_json(&found, &own) {
            None => Ok(Genuine { report, is_compared: true }),
            Some(difference) => {
                Err(self.forged(format!("it doesn't say what was signed: {difference}. {ADVICE}")))
            }
        }
    }

    /// A file with signatures in it.
    pub(crate) fn signed(&self) -> Result<Genuine, Error> {
        match self.kind() {
            Kind::Html => self.html(),
            Kind::Json => self.json(),
            Kind::Other => Err(self.broken("it has no signatures in it")),
        }
    }

    /// A table of numbers in full, which must be the one of another file's evidence.
    pub(crate) fn same_as(&self, with: &File<'_>) -> Result<Genuine, Error> {
        let genuine = with.signed()?;
        let own = csv::render(&genuine.report).map_err(Error::Output)?;
        match difference::of_lines(&self.text, &own) {
            None => Ok(Genuine { is_compared: true, ..genuine }),
            Some(difference) => {
                Err(self.forged(format!("it doesn't say what was signed: {difference}. {ADVICE}")))
            }
        }
    }

    fn open(&self, evidence: Option<SignedEvidence>) -> Result<Report, Error> {
        let evidence = evidence
            .ok_or_else(|| self.broken("what it proves itself with is damaged, or of another version"))?;
        Report::open(evidence).map_err(|error| self.forged(error.to_string()))
    }

    fn broken(&self, problem: &str) -> Error {
        Error::NoReport { path: self.path.to_owned(), problem: problem.to_owned() }
    }

    fn forged(&self, problem: String) -> Error {
        Error::Forged { path: self.path.to_owned(), problem }
    }
}

/// What to do with a file that was changed.
const ADVICE: &str = "Don't rely on it; ask the analyst for the report.";

impl Genuine {
    /// What is proven, and what is left to compare.
    fn said(&self) -> String {
        let Report { manifest, statement, results, session, .. } = &self.report;
        let spoken = |words: Vec<&str>| words.join(" ");
        let (analyst, server) = (manifest.analyst.fingerprint(), self.report.server());
        let shown = if self.is_compared {
            "Everything that the file says is what was signed."
        } else {
            "The page is signed as a whole. Another version of tacit-analyst made it, so its figures weren't compared one by one."
        };
        format!(
            "Genuine: the report on \"{title}\".\n\n\
             session      {session}\n\
             analyst      {name}\n\
             its keys     {analyst}\n\
             in words     {analyst_words}\n\
             server       {server_name}\n\
             its keys     {server}\n\
             in words     {server_words}\n\
             closed       {closed}, {submitted} of {invited} submitted\n\
             counted      {accepted}\n\
             Merkle root  {root}\n\n\
             The manifest's hash is the session's id. The server signed the closing statement, the analyst the results. {shown}\n\
             Compare the session with the one in a participant's link, and the keys with those that analyst and server made known.\n",
            title = results.title,
            name = manifest.analyst.name,
            analyst_words = spoken(analyst.words()),
            server_name = manifest.server.name.as_deref().unwrap_or("(its operator gives no name)"),
            server_words = spoken(server.words()),
            closed = time::show(statement.closed_at),
            submitted = results.submitted,
            invited = statement.invited,
            accepted = results.accepted,
            root = data_encoding::HEXLOWER.encode(&statement.root),
        )
    }
}
