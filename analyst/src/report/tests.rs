//! The formats against their literal texts.

use tacit_form::{
    Fixed, Form,
    results::{AnalysisResult, CohortResults, Outcome, Results, Row, VERSION},
    statistics::{Coefficient, Regression},
};

use tacit_envelope::sealing::SealingKey;
use tacit_protocol::{
    manifest::{Admission, AnalystParty, Cohorts, CohortsBy, ServerParty},
    signed::Signed,
};

use super::*;
use crate::inference;

mod deeper;
mod noisy;
mod page;
mod schema;
mod verification;

const FORM: &str = r#"
title = "Pay, 2026"
purpose = "To know."
[[field]]
key = "wage"
kind = "number"
label = "Wage"
unit = "dollars"
min = "0.00"
max = "100.00"
decimals = 2
[[field]]
key = "educ"
kind = "number"
label = "Education"
min = 0
max = 30
[[field]]
key = "female"
kind = "boolean"
label = "Female"
[[analysis]]
kind = "count"
[[analysis]]
kind = "sum"
of = "wage"
[[analysis]]
kind = "mean"
of = "wage"
by = "female"
[[analysis]]
kind = "frequency"
of = "female"
[[analysis]]
kind = "regression"
of = "wage"
on = ["educ"]
[[analysis]]
kind = "standard_deviation"
of = "educ"
"#;

fn report() -> Report {
    let form = Form::from_toml(FORM).unwrap();
    let row = |group: Option<&str>, count, outcome| Row {
        row: None,
        column: None,
        group: group.map(str::to_owned),
        count,
        outcome,
        noise: None,
    };
    let coefficient =
        |estimate, error| Coefficient { estimate, standard_error: Some(error), inference: None };
    let fit = Regression {
        observations: 11,
        intercept: coefficient(-0.904_852, 0.684_967_8),
        coefficients: vec![coefficient(0.541_359_3, 0.053_248)],
        r_squared: Some(0.164_757_5),
        adjusted_r_squared: Some(0.071_952_8),
        residual_standard_error: Some(3.378_390_4),
        f: Some(1.775_298),
        f_p: None,
    };
    let rows = [
        vec![row(None, Some(11), Outcome::Count)],
        vec![row(None, Some(11), Outcome::Sum(Fixed { units: 64_857, decimals: 2 }))],
        vec![
            row(Some("No"), Some(8), Outcome::Mean(7.099_489_051)),
            row(Some("Yes"), None, Outcome::Withheld),
        ],
        vec![row(
            None,
            Some(11),
            Outcome::Frequencies(vec![("No".into(), Some(8)), ("Yes".into(), Some(3))]),
        )],
        vec![row(None, Some(11), Outcome::Regression { names: vec!["Education".into()], result: fit })],
        vec![row(
            None,
            Some(1),
            Outcome::Undefined("A standard deviation needs at least two answers.".into()),
        )],
    ];
    let analyses = form.analyses().iter().zip(rows);
    let results = Results {
        version: VERSION,
        title: form.title().to_owned(),
        submitted: 12,
        accepted: 11,
        rejected: 1,
        threshold: 5,
        epsilon: None,
        analyses: analyses.map(|(analysis, rows)| AnalysisResult::new(&form, analysis, rows)).collect(),
        cohorts: Vec::new(),
    };
    proven(manifest(form), results)
}

fn key() -> SigningKey {
    SigningKey::from_seed(&[1; 32])
}

fn manifest(form: Form) -> Manifest {
    Manifest {
        version: 1,
        form,
        analyst: AnalystParty {
            name: "Institute for Pay Studies".into(),
            signing_key: key().public(),
            sealing_key: SealingKey::from_seed(&[2; 32]).public(),
        },
        server: ServerParty {
            name: Some("Data Trust".into()),
            signing_key: SigningKey::from_seed(&[3; 32]).public(),
            sealing_key: SealingKey::from_seed(&[4; 32]).public(),
        },
        admission: Admission::Invitation,
        max_participants: 1000,
        threshold: 5,
        opens_at: None,
        closes_at: None,
        extendable_until: None,
        cohorts: None,
        epsilon: None,
        verify_key_hash: [5; 32],
    }
}

/// Closed, signed, and opened again.
fn proven(mut manifest: Manifest, mut results: Results) -> Report {
    inference::complete(&mut results);
    if !results.cohorts.is_empty() {
        let names = results.cohorts.iter().map(|cohort| cohort.name.clone()).collect();
        manifest.cohorts = Some(Cohorts { by: CohortsBy::Participant, names });
    }
    let manifest = manifest.to_bytes().unwrap();
    let statement = ClosingStatement {
        session: SessionId::of_manifest(&manifest),
        closed_at: 1_774_958_400_000,
        invited: 20,
        submitted: 12,
        revisions: 13,
        batch_size: 16,
        root: [7; 32],
    };
    let closed = Signed::sign(&SigningKey::from_seed(&[3; 32]), statement).unwrap();
    let rejections = Rejections { unsealable: 0, malformed: 0, invalid: 1 };
    Report::open(prove(&key(), &manifest, closed, &results, rejections).unwrap()).unwrap()
}

/// With other analyses and what they found.
fn found(form: &str, rows: Vec<Vec<Row>>) -> Report {
    let form = Form::from_toml(form).unwrap();
    let analyses = form.analyses().iter().zip(rows);
    let analyses = analyses.map(|(analysis, rows)| AnalysisResult::new(&form, analysis, rows)).collect();
    let results = Results { title: form.title().to_owned(), analyses, ..report().results };
    proven(manifest(form), results)
}

fn render(report: &Report, format: Format) -> String {
    report.render(format, false, &key()).unwrap()
}

fn expected(text: &str) -> String {
    text.replace("SESSION", &report().session.to_string())
}

#[test]
fn table() {
    assert_eq!(render(&report(), Format::Table), expected(include_str!("testdata/table.txt")));
}

#[test]
fn csv() {
    assert_eq!(render(&report(), Format::Csv), expected(include_str!("testdata/table.csv")));
}

#[test]
fn json() {
    let text = render(&report(), Format::Json);
    let (before, evidence) = text.split_once("\"evidence\": \"").unwrap();
    assert_eq!(before, expected(include_str!("testdata/table.json")));
    assert!(evidence.ends_with("\"\n}\n"), "{evidence}");
}

#[test]
fn counts_of_few_are_said_to_be_withheld() {
    let mut report = report();
    report.results.analyses[3].rows[0].outcome =
        Outcome::Frequencies(vec![("No".into(), None), ("Yes".into(), None)]);
    let table = render(&report, Format::Table);
    assert!(table.contains("\n No       –\n Yes      –\n"), "{table}");
    let csv = render(&report, Format::Csv);
    for line in [",,,,No,11,,,,,,,withheld", ",,,,Yes,11,,,,,,,withheld", ",suppressed_cells,,2,,,,,,ok"] {
        assert!(csv.contains(line), "{line} in {csv}");
    }
    assert!(render(&report, Format::Json).contains("\"Yes\",\n                null"));
    let page = render(&report, Format::Html);
    assert!(page.contains("Withheld from this report: 1 figure, 2 counts of answers."));
}

#[test]
fn cohorts_stand_below_everybody() {
    let mut report = report();
    let analyses = report.results.analyses.clone();
    let named = |name: &str, accepted, analyses| CohortResults { name: name.into(), accepted, analyses };
    report.results.cohorts = vec![named("North, coast", 8, analyses), named("South", 3, Vec::new())];
    let table = render(&report, Format::Table);
    let tables = table.split_once("Accepted of").unwrap().1;
    assert_eq!(tables, include_str!("testdata/cohorts.txt"));
    let csv = render(&report, Format::Csv);
    for line in [
        "cohort,analysis,kind,row",
        ",\"Pay, 2026\",session,,,,invited,,20",
        ",Sum of “Wage”,sum,,,,,11,648.57",
        "\"North, coast\",\"Pay, 2026\",session,,,,accepted,,8",
        "\"North, coast\",Sum of “Wage”,sum,,,,,11,648.57",
        "South,\"Pay, 2026\",session,,,,accepted,,3",
    ] {
        assert!(csv.lines().any(|other| other.starts_with(line)), "{line} in {csv}");
    }
    assert!(!csv.contains("\nSouth,Sum"));
}

#[test]
fn only_a_terminal_gets_emphasis() {
    assert!(!render(&report(), Format::Table).contains('\x1b'));
    assert!(report().render(Format::Table, true, &key()).unwrap().starts_with("\x1b[1mPay, 2026\x1b[0m\n"));
}

#[test]
fn a_file_is_never_written_over_unless_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.csv");
    let output = Output { file: Some(path.clone()), ..Output::default() };
    output.check().unwrap();
    // The same again is no other file.
    for _ in 0..2 {
        write(&report(), &output, &key()).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), render(&report(), Format::Csv), "by its name");
    std::fs::write(&path, "old").unwrap();
    assert!(matches!(output.check(), Err(Error::Usage(_))));
    assert!(matches!(write(&report(), &output, &key()), Err(Error::Usage(_))));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
    let force = Output { force: true, format: Some(Format::Table), ..output };
    force.check().unwrap();
    write(&report(), &force, &key()).unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), render(&report(), Format::Table));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_table_names_rows_and_columns() {
    let form = r#"
title = "Staff"
purpose = "To compare"
[[field]]
key = "pay"
kind = "table"
label = "Pay"
unit = "euros"
decimals = 2
min = 0
max = 1000
rows = [{ key = "a", label = "Managers" }, { key = "b", label = "Others" }]
columns = [{ key = "w", label = "Women" }, { key = "m", label = "Men" }]
[[field]]
key = "count"
kind = "table"
label = "Count"
min = 0
max = 1000
rows = [{ key = "a", label = "Managers" }, { key = "b", label = "Others" }]
columns = [{ key = "w", label = "Women" }, { key = "m", label = "Men" }]
[[field]]
key = "member"
kind = "boolean"
label = "Member"
[[analysis]]
kind = "ratio"
of = "pay"
to = "count"
[[analysis]]
kind = "sum"
of = "pay"
per = "row"
by = "member"
"#;
    let row = |row: &str, column: Option<&str>, group: Option<&str>, outcome| Row {
        row: Some(row.into()),
        column: column.map(str::to_owned),
        group: group.map(str::to_owned),
        count: Some(9),
        outcome,
        noise: None,
    };
    let rows = vec![
        vec![
            row("Managers", Some("Women"), None, Outcome::Ratio(12.345_67)),
            row("Managers", Some("Men"), None, Outcome::Undefined("The sum to divide by is 0.".into())),
        ],
        vec![row("Others", None, Some("Yes"), Outcome::Sum(Fixed { units: 123_456, decimals: 2 }))],
    ];
    let report = found(form, rows);
    let table = render(&report, Format::Table);
    let tables = table.split_once("\n\n").unwrap().1;
    assert_eq!(tables, include_str!("testdata/parts.txt"));
    let csv = render(&report, Format::Csv);
    let ratio =
        "\"Ratio of “Pay”, each cell to “Count”, each cell\",ratio,Managers,\"Women\",,,9,12.34567,,,,,,ok";
    assert!(csv.replace("Women,", "\"Women\",").contains(ratio), "{csv}");
    assert!(
        csv.contains("Sum of the row totals of “Pay” by “Member”,sum,Others,,Yes,,9,1234.56,,,,,,ok"),
        "{csv}"
    );
}
