//! The report as one HTML file that needs nothing else: no script, no network, no font.
//!
//! The page is a function of the evidence alone, so whoever has the evidence can make it again. Its last line signs
//! everything before it: so what an older or newer program has drawn can be checked too.

mod chart;
mod facts;
mod method;
mod privacy;
mod tables;

use std::io;

use askama::Template;
use data_encoding::BASE64;
use tacit_envelope::{
    hash,
    signing::{Signature, SigningKey, VerifyingKey},
};

use self::{
    facts::{Count, Fact},
    method::Asked,
    privacy::Party,
    tables::SectionView,
};
use super::{Report, evidence, suppressed::Suppressed};
use crate::time;

/// The signature's domain.
const LABEL: &str = "report-page";
/// Around the evidence, which browsers show to nobody.
const EVIDENCE: (&str, &str) = ("<template id=\"evidence\">", "</template>");
/// Around the signature, the last line.
const SIGNED: (&str, &str) = ("<!-- signature ", " -->\n");
const STYLE: &str = include_str!("../../../templates/report/style.css");
/// How long the lines of the evidence are, in characters.
const LINE: usize = 120;

#[derive(Template)]
#[template(path = "report/page.html")]
struct Page<'a> {
    generator: &'a str,
    policy: String,
    style: &'a str,
    title: &'a str,
    purpose: &'a str,
    analyst: &'a str,
    closed: String,
    counts: Vec<Count>,
    cohorts: Vec<Count>,
    sections: Vec<SectionView<'a>>,
    withheld: Option<String>,
    questions: Vec<Asked<'a>>,
    methods: Vec<&'static str>,
    privacy: Vec<String>,
    parties: Vec<Party>,
    facts: Vec<Fact>,
    evidence: Vec<&'a str>,
    evidence_start: &'a str,
    evidence_end: &'a str,
}

/// The page without its signature.
pub(super) fn page(report: &Report) -> io::Result<String> {
    let suppressed = Suppressed::of(report);
    let text = evidence::to_text(&report.evidence)?;
    let style_hash = BASE64.encode(&hash::sha256(&[STYLE.as_bytes()]));
    let page = Page {
        generator: generator(),
        policy: format!(
            "default-src 'none'; style-src 'sha256-{style_hash}'; base-uri 'none'; form-action 'none'"
        ),
        style: STYLE,
        title: report.form().title(),
        purpose: report.form().purpose(),
        analyst: &report.manifest.analyst.name,
        closed: time::show(report.statement.closed_at),
        counts: facts::counts(report),
        cohorts: facts::cohorts(report),
        sections: tables::sections(report).map_err(io::Error::other)?,
        withheld: suppressed.explanation(report.results.threshold),
        questions: method::asked(report.form()),
        methods: method::methods(report.form(), report.results.epsilon.is_some()),
        privacy: privacy::paragraphs(report, suppressed),
        parties: privacy::parties(report),
        facts: facts::proven(report)?,
        evidence: text.as_bytes().chunks(LINE).filter_map(|line| std::str::from_utf8(line).ok()).collect(),
        evidence_start: EVIDENCE.0,
        evidence_end: EVIDENCE.1,
    };
    page.render().map(|page| page + "\n").map_err(io::Error::other)
}

/// The page with its signature.
pub(super) fn signed(report: &Report, key: &SigningKey) -> io::Result<String> {
    let page = page(report)?;
    let signature = BASE64.encode(key.sign(LABEL, page.as_bytes()).as_bytes());
    Ok(format!("{page}{}{signature}{}", SIGNED.0, SIGNED.1))
}

/// A page as it was found.
pub(super) struct Found<'a> {
    /// What is signed.
    pub(super) page: &'a str,
    signature: Signature,
}

impl<'a> Found<'a> {
    /// A page and its signature; `None` if the end is missing.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let (page, signature) = text.strip_suffix(SIGNED.1)?.rsplit_once(SIGNED.0)?;
        let signature = BASE64.decode(signature.as_bytes()).ok()?;
        Some(Self { page, signature: Signature::from_bytes(signature.try_into().ok()?) })
    }

    /// Whether this key signed it.
    pub(super) fn is_signed_by(&self, key: &VerifyingKey) -> bool {
        key.verify(LABEL, self.page.as_bytes(), &self.signature).is_ok()
    }

    /// Whether this very version of the program made it, by its own word.
    pub(super) fn is_of_this_version(&self) -> bool {
        self.page.contains(&format!("<meta name=\"generator\" content=\"{}\">", generator()))
    }
}

/// The evidence in a page, as text; `None` if it isn't there, or not whole.
pub(super) fn evidence_in(text: &str) -> Option<&str> {
    let (_, after) = text.split_once(EVIDENCE.0)?;
    Some(after.split_once(EVIDENCE.1)?.0)
}

fn generator() -> &'static str {
    concat!("tacit-analyst ", env!("CARGO_PKG_VERSION"))
}
