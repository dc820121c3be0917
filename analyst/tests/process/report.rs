//! Reports: written, never over something else, and verified.

use crate::{
    analyst::Analyst,
    schema::keeps,
    server::Server,
    survey::{FORM, submit_all},
    transcript::Transcript,
};

#[test]
fn transcript_of_a_report() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let (_, links) = analyst.session(FORM, 7, &["--name", "Canteen"]);
    submit_all(&links[..6]);
    std::fs::write(analyst.path("taken.html"), "mine").unwrap();
    std::fs::create_dir(analyst.path("pages")).unwrap();
    let mut transcript = Transcript::of(&analyst);
    transcript
        .run("report")
        .run("run --yes --output taken.html")
        .run("run --yes --output report.pdf")
        .run("run --yes --output nowhere/report.html")
        .run("run --yes --output pages --force")
        .run("report --output results.xlsx")
        .run("status")
        .run("run --yes --output report.html")
        .run("report --output results.csv")
        .run("report --output results.json")
        .run("report --output results.json")
        .run("report --output results.csv --format json")
        .run("report --output taken.html --force")
        .run("report verify report.html")
        .run("report verify results.csv")
        .run("report verify results.csv --with report.html")
        .run("report verify report.html --with results.json")
        .run("report verify nowhere.html")
        .run("report verify form.toml");
    let path = |name: &str| analyst.path(name);
    let page = std::fs::read_to_string(path("report.html")).unwrap();
    assert_eq!(std::fs::read_to_string(path("taken.html")).unwrap(), page, "written by --force");
    std::fs::write(path("changed.html"), page.replacen(">15<", ">16<", 1)).unwrap();
    std::fs::write(path("cut.html"), &page[..page.len() - 60]).unwrap();
    let other = format!("report verify report.html --session {}", "a".repeat(52));
    transcript.run("report verify changed.html").run("report verify cut.html").run(&other).is("report.txt");
}

/// Without its folder's key file, and with the server gone.
#[test]
fn anybody_verifies_a_report() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let (id, links) = analyst.session(FORM, 6, &[]);
    submit_all(&links);
    analyst.run(&["run", "--yes", "--output", "report.html"]).ok();
    analyst.run(&["publish", "--yes"]).ok();
    server.stop();
    std::fs::remove_file(analyst.key()).unwrap();
    let verified = analyst.run(&["report", "verify", "report.html", "--session", &id]).ok();
    assert!(
        verified.starts_with("Genuine: the report on \"Lunch\".") && verified.contains(&id),
        "{verified}"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(analyst.path("report.html")).unwrap().permissions().mode();
        assert_eq!(mode & 0o600, 0o600);
    }
}

#[test]
fn every_json_keeps_its_schema() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let (_, links) = analyst.session(
        FORM,
        7,
        &["--cohort", "Day", "--cohort", "Night", "--closes", "2099-01-01T00:00:00Z"],
    );
    submit_all(&links[..6]);
    let json = |arguments: &[&str], schema: &str| keeps(&analyst.run(arguments).ok(), schema);
    assert_eq!(json(&["list", "--json"], "sessions").as_array().unwrap().len(), 1);
    assert_eq!(json(&["status", "--json"], "status")["submitted"], 6);
    assert_eq!(json(&["watch", "--json", "--once"], "watch")["cohorts"][0]["submitted"], 6);
    assert_eq!(json(&["invitations", "list", "--json"], "invitations").as_array().unwrap().len(), 7);
    let run = json(&["run", "--yes", "--format", "json"], "report");
    assert_eq!((&run["accepted"], &run["cohorts"][0]["accepted"]), (&6.into(), &6.into()));
    assert_eq!(json(&["report", "--format", "json"], "report"), run);
}
