//! A session with a privacy budget: said to everybody, noise in the results, the same when they are looked at again.

use serde_json::Value;

use crate::{
    analyst::Analyst,
    server::Server,
    survey::{FORM, submit_all},
};

#[test]
fn results_have_noise_and_say_so() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    std::fs::write(analyst.path("form.toml"), FORM).unwrap();
    for wrong in ["0", "10.5", "little"] {
        let refused = analyst.run(&["create", "form.toml", "--epsilon", wrong]).failed(2);
        assert!(refused.contains("from 0.001 to 10 "), "{refused}");
    }
    let check = analyst.run(&["form", "check", "form.toml", "--epsilon", "2.5"]).ok();
    assert!(check.contains("Noise for a privacy budget of ε = 2.5"), "{check}");

    analyst.run(&["create", "form.toml", "--epsilon", "2.50"]).ok();
    let csv = analyst.run(&["invite", "--count", "9"]).ok();
    let links: Vec<String> =
        csv.lines().skip(1).map(|line| line.rsplit_once(',').unwrap().1.to_owned()).collect();
    submit_all(&links);
    let shown = analyst.run(&["show"]).ok();
    assert!(shown.contains("noise        in every result, for a privacy budget of ε = 2.5\n"), "{shown}");

    let run = analyst.run(&["run", "--yes", "--format", "json"]).ok();
    let json: Value = serde_json::from_str(&run).unwrap();
    let results = json.get("results").unwrap_or(&json);
    assert_eq!(results["epsilon"], "2.5");
    let rows = results["analyses"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|analysis| analysis["rows"].as_array().unwrap());
    for row in rows {
        assert_eq!(row["count"].is_null(), row["noise"].is_null(), "{row}");
    }
    let again = analyst.run(&["results", "--format", "json"]).ok();
    assert_eq!(again, run, "looked at again, the noise is another");
    let table = analyst.run(&["results"]).ok();
    assert!(table.contains("for a privacy budget of ε = 2.5") && table.contains("±"), "{table}");
    let csv = analyst.run(&["results", "--format", "csv"]).ok();
    assert!(csv.lines().next().unwrap().ends_with(",status,noise,count_noise"), "{csv}");
    analyst.run(&["report", "--output", "report.html"]).ok();
    analyst.run(&["report", "verify", "report.html"]).ok();
    let page = std::fs::read_to_string(analyst.path("report.html")).unwrap();
    for words in ["budget of ε = 2.5", "sums and numbers of people with noise"] {
        assert!(page.contains(words), "{words}");
    }
    crate::schema::keeps(&analyst.run(&["report", "--format", "json"]).ok(), "report");
}
