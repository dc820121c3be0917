//! Cohorts: declared when a session is created, assigned when inviting, counted.

use serde_json::Value;

use crate::{
    analyst::Analyst,
    server::Server,
    survey::{FORM, check_results, submit_all},
};

const GROUPS: &str = "\u{feff}Health care\n\n  Retail, \"large\"\n";

/// Analyst with a session of these options, and a file of cohorts.
fn analyst(server: &Server, options: &[&str]) -> Analyst {
    let analyst = Analyst::new(&server.url());
    std::fs::write(analyst.path("form.toml"), FORM).unwrap();
    std::fs::write(analyst.path("groups.txt"), GROUPS).unwrap();
    analyst.run(&[&["create", "form.toml"], options].concat()).ok();
    analyst
}

/// The links of one `invite`, with what is before them.
fn invite(analyst: &Analyst, arguments: &[&str]) -> Vec<(String, String)> {
    let csv = analyst.run(&[&["invite", "--count", "6"], arguments].concat()).ok();
    let lines = csv.lines().skip(1);
    lines
        .map(|line| line.rsplit_once(',').unwrap())
        .map(|(start, link)| (start.into(), link.into()))
        .collect()
}

#[test]
fn cohorts_are_assigned_with_invitations() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst =
        analyst(&server, &["--cohort", "Finance", "--cohorts", "groups.txt", "--cohorts-by", "invitation"]);
    let missing = analyst.run(&["invite", "--count", "1"]).failed(2);
    assert!(missing.contains("--cohort NAME:\n  Finance\n  Health care\n  Retail, \"large\""), "{missing}");
    let unknown = analyst.run(&["invite", "--count", "1", "--cohort", "finance"]).failed(2);
    assert!(unknown.contains("has no cohort \"finance\"") && unknown.contains("\n  Finance\n"), "{unknown}");

    let finance = invite(&analyst, &["--cohort", "Finance"]);
    let retail = invite(&analyst, &["--cohort", "Retail, \"large\""]);
    assert_eq!((&finance[1].0[..], &retail[0].0[..]), ("2,Finance", "7,\"Retail, \"\"large\"\"\""));
    let links: Vec<String> = finance.into_iter().chain(retail).map(|(_, link)| link).collect();
    submit_all(&links[..8]);
    let status = analyst.run(&["status"]).ok();
    assert!(status.contains("cohort       Finance: 6 of 6 submitted\n"), "{status}");
    assert!(status.contains("cohort       Health care: 0 of 0 submitted\n"), "{status}");
    assert!(status.contains("cohort       Retail, \"large\": 2 of 6 submitted\n"), "{status}");
    let outlook = analyst.run(&["run", "--dry-run"]).ok();
    assert!(outlook.contains("  Finance (6 of 6 submitted): withheld too: "), "{outlook}");
    assert!(
        outlook.contains("  Retail, \"large\" (2 of 6 submitted): withheld: it takes 5 people\n"),
        "{outlook}"
    );
    let run = analyst.run(&["run", "--yes", "--format", "json"]);
    assert!(run.stderr.contains("8 of 12 submitted · Finance 6 of 6 · Health care 0 of 0 ·"), "{run:?}");
    check_results(&run.ok(), 8);
    // Two of Retail are too few, and Finance without them would be known from all.
    let table = analyst.run(&["report"]).ok();
    let cohorts = "Accepted of cohorts: Finance 6 (all figures withheld) · Health care 0 (all figures withheld) · Retail";
    assert!(table.contains(cohorts), "{table}");
}

#[test]
fn participants_choose_their_cohorts_themselves() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = analyst(&server, &["--cohorts", "groups.txt"]);
    let message = analyst.run(&["invite", "--count", "1", "--cohort", "Health care"]).failed(2);
    assert!(message.contains("choose their cohorts themselves"), "{message}");
    let links: Vec<String> = invite(&analyst, &[]).into_iter().map(|(_, link)| link).collect();
    submit_all(&links);
    let status = analyst.run(&["status"]).ok();
    assert!(status.contains("cohort       Health care: 6 submitted\n"), "{status}");
    let outlook = analyst.run(&["run", "--dry-run"]).ok();
    assert!(
        outlook.contains(
            "  Health care (6 submitted): depends on the answers: what is shown of everybody, or less\n"
        ),
        "{outlook}"
    );
    check_results(&analyst.run(&["run", "--yes", "--format", "json"]).ok(), 6);
    let results: Value = serde_json::from_str(&analyst.run(&["report", "--format", "json"]).ok()).unwrap();
    let cohort = &results["cohorts"][0];
    assert_eq!((&cohort["name"], &cohort["accepted"]), (&"Health care".into(), &6.into()));
    assert_eq!(cohort["analyses"], results["analyses"], "all are of it");
    let table = analyst.run(&["report"]).ok();
    assert!(table.contains("everybody") && table.contains("Health care"), "{table}");
    let csv = analyst.run(&["report", "--format", "csv"]).ok();
    assert!(csv.starts_with("cohort,analysis,kind,"), "{csv}");
    assert!(
        csv.contains("\n,Sum of “Cost”,sum,") && csv.contains("\nHealth care,Sum of “Cost”,sum,"),
        "{csv}"
    );
    analyst.run(&["publish", "--yes"]).ok();
}

#[test]
fn wrong_lists_of_cohorts_are_refused() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = analyst(&server, &[]);
    assert!(analyst.run(&["invite", "--count", "1", "--cohort", "A"]).failed(2).contains("has no cohorts"));
    std::fs::write(analyst.path("empty.txt"), "\n \n").unwrap();
    std::fs::write(analyst.path("twice.txt"), "Retail\nFinance\nRetail\n").unwrap();
    for (options, code, says) in [
        (["--cohorts", "empty.txt"].as_slice(), 3, "names no cohort"),
        (&["--cohorts", "nowhere.txt"], 3, "nowhere.txt"),
        (&["--cohorts-by", "invitation"], 2, "--cohort"),
        (&["--cohort", "Retail", "--cohort", "Retail"], 2, "\"Retail\" is named twice"),
        (&["--cohorts", "twice.txt"], 3, "with the names in twice.txt, the cohort \"Retail\" is named twice"),
        (&["--cohort", "Retail", "--cohorts-by", "chance"], 2, "invitation"),
    ] {
        let message = analyst.run(&[&["create", "form.toml"], options].concat()).failed(code);
        assert!(message.contains(says), "{message}");
    }
}
