//! The JSON against the schema that is checked in.

use serde_json::Value;

use super::{deeper::deeper, page::everything, *};

const SCHEMA: &str = include_str!("../../../../docs/schemas/report.schema.json");

fn faults(report: &Value) -> Vec<String> {
    let schema = serde_json::from_str(SCHEMA).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    validator.iter_errors(report).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn every_report_keeps_the_schema() {
    for report in [report(), deeper(), everything()] {
        let json: Value = serde_json::from_str(&render(&report, Format::Json)).unwrap();
        assert_eq!(faults(&json), Vec::<String>::new());
    }
}

#[test]
fn what_breaks_the_schema_is_found() {
    let good: Value = serde_json::from_str(&render(&report(), Format::Json)).unwrap();
    for (member, value) in [
        ("version", Value::from(2)),
        ("invited", Value::from(-1)),
        ("session", Value::from("short")),
        ("unknown", Value::from(true)),
        ("analyses", serde_json::json!([{ "title": "T", "kind": "mode", "rows": [] }])),
    ] {
        let mut bad = good.clone();
        bad[member] = value;
        assert!(!faults(&bad).is_empty(), "{member}");
    }
}
