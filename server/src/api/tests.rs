use std::{collections::BTreeMap, fs, path::Path};

use tacit_protocol::problem::ProblemKind;

use super::*;

const RENEW: &str =
    "is not what the handlers say. Renew it: cargo run -p tacit-server --example describe_api";

fn in_docs(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name);
    fs::read_to_string(&path).unwrap_or_default()
}

#[test]
fn what_is_checked_in_is_what_the_handlers_say() {
    assert!(in_docs("schemas/openapi.json") == openapi(), "docs/schemas/openapi.json {RENEW}");
    assert!(in_docs("PROBLEMS.md") == problem_list(), "docs/PROBLEMS.md {RENEW}");
}

fn operations() -> impl Iterator<Item = (&'static String, &'static Value)> {
    let items = document()["paths"].as_object().unwrap().iter();
    items.flat_map(|(path, item)| item.as_object().unwrap().values().map(move |operation| (path, operation)))
}

#[test]
fn every_endpoint_says_who_may_call_it_what_it_takes_and_how_it_answers() {
    assert!(document()["openapi"].as_str().unwrap().starts_with("3.1."));
    let mut ids = Vec::new();
    for (path, operation) in operations() {
        let id = operation["operationId"].as_str().unwrap();
        ids.push(id);
        assert!(!operation["summary"].as_str().unwrap().ends_with('.'), "{id}");
        let secured =
            matches!(operation["tags"][0].as_str().unwrap(), "participant" | "analyst" | "any analyst");
        let ways = usize::from(secured) + usize::from(id == "createOffer");
        assert_eq!(operation["security"].as_array().unwrap().len(), ways, "{id}");
        for way in
            operation["security"].as_array().unwrap().iter().flat_map(|way| way.as_object().unwrap().keys())
        {
            assert!(document()["components"]["securitySchemes"].get(way).is_some(), "{id}: {way}");
        }
        let in_path = path.matches('{').count();
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        assert_eq!(parameters.filter(|one| one["in"] == "path").count(), in_path, "{id}");
        if let Some(request) = operation.get("requestBody") {
            assert_eq!(request["content"].as_object().unwrap().len(), 1, "{id}");
            assert_eq!(request["required"], id != "createOffer", "{id}");
        }
        let answers = operation["responses"].as_object().unwrap();
        assert!(answers.keys().any(|status| status.starts_with('2')), "{id}");
        assert!(answers.values().all(|answer| !answer["description"].as_str().unwrap().is_empty()), "{id}");
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((count, ids.len()), (30, 30), "{ids:?}");
}

#[test]
fn every_reference_leads_somewhere() {
    let references = openapi().split("\"$ref\": \"#").skip(1).map(|rest| rest.split('"').next().unwrap());
    for reference in references {
        assert!(document().pointer(reference).is_some(), "{reference}");
    }
}

#[test]
fn every_problem_is_some_endpoints_but_those_of_no_endpoint() {
    let text = openapi();
    for kind in ProblemKind::ALL {
        let own = text.matches(&format!("\"{}\"", kind.uri())).count();
        // Once in the list of all.
        let of_none = matches!(kind, ProblemKind::NotFound | ProblemKind::MethodNotAllowed);
        assert_eq!(own == 1, of_none, "{kind:?}");
        assert!(page().contains(&format!("id=\"{}\"", kind.name())), "{kind:?}");
    }
}

#[test]
fn the_protocols_list_of_problems_is_complete() {
    let section = PROTOCOL.split("### Problems").nth(1).unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    let listed: BTreeMap<&str, u16> = rows
        .flat_map(|row| {
            let mut cells = row.split('|').skip(1).map(str::trim);
            let (names, status) = (cells.next().unwrap(), cells.next().unwrap().parse().unwrap());
            names.split(", ").map(move |name| (name.trim_matches('`'), status))
        })
        .collect();
    assert_eq!(listed, ProblemKind::ALL.iter().map(|kind| (kind.name(), kind.status())).collect());
}

#[test]
fn the_protocols_list_of_endpoints_is_complete() {
    let section = PROTOCOL.split("## 10. HTTP interface").nth(1).unwrap();
    let first_cells = section.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    let mut listed: Vec<String> = first_cells
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .filter(|endpoint| endpoint.contains(" /"))
        .map(|endpoint| endpoint.split('?').next().unwrap().replace("{sid}", "{session}"))
        .collect();
    let mut described: Vec<String> = document()["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            let path = path.strip_prefix("/api/v1").unwrap_or(path);
            item.as_object().unwrap().keys().map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect();
    listed.sort();
    described.sort();
    assert_eq!(listed, described);
}

#[test]
fn the_page_shows_everything_and_loads_nothing_from_elsewhere() {
    let page = page();
    for (path, operation) in operations() {
        let id = operation["operationId"].as_str().unwrap();
        assert!(
            page.contains(&format!("<h3 id=\"{id}\">")) && page.contains(&format!("<code>{path}</code>")),
            "{id}"
        );
    }
    let anchors = page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap());
    for anchor in anchors {
        assert!(page.contains(&format!("id=\"{anchor}\"")), "#{anchor} leads nowhere");
    }
    assert!(!page.contains("://") && !page.contains("<script") && !page.contains("style="));
}
