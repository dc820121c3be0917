//! Reports as files, which are handed on: what was changed is not what an analyst signed.

use std::sync::LazyLock;

use tacit_analyst::{
    decoders,
    report::{Format, Report},
};
use tacit_protocol::{
    evidence::{Evidence, Rejections, SignedEvidence},
    ids::SessionId,
    publication::{Publication, SignedPublication},
};

use crate::publications;

/// One report as a page, as JSON and as a table.
struct Genuine {
    page: String,
    json: String,
    table: String,
}

static GENUINE: LazyLock<Genuine> = LazyLock::new(|| {
    let analyst = publications::analyst();
    let manifest = publications::manifest().to_bytes().unwrap();
    let session = SessionId::of_manifest(&manifest);
    let results = serde_json::from_slice(&publications::seeds()[0]).unwrap();
    let publication = Publication::new(publications::statement(session), &results).unwrap();
    let publication = SignedPublication::sign(&analyst, publication).unwrap();
    let rejections = Rejections { invalid: 1, ..Rejections::default() };
    let evidence = Evidence { manifest, publication, rejections };
    let report = Report::open(SignedEvidence::sign(&analyst, evidence).unwrap()).unwrap();
    let text = |format| report.render(format, false, &analyst).unwrap();
    Genuine { page: text(Format::Html), json: text(Format::Json), table: text(Format::Csv) }
});

pub(crate) fn run(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    // Nobody else can sign one.
    if let Some(report) = decoders::report(text) {
        let shown = report.render(Format::Json, false, &publications::analyst()).unwrap();
        assert!(shown == GENUINE.json, "it says something else than was signed");
    }
    if decoders::table(text, &GENUINE.json).is_some() {
        assert!(text.lines().eq(GENUINE.table.lines()));
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    [&GENUINE.page, &GENUINE.json, &GENUINE.table].map(|text| text.as_bytes().to_vec()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fuzzer_starts_from_reports_that_are_genuine() {
        let Genuine { page, json, table, .. } = &*GENUINE;
        assert!(decoders::report(page).is_some() && decoders::report(json).is_some());
        assert!(decoders::table(table, page).is_some() && decoders::report(table).is_none());
    }
}
