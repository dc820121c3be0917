//! tacit-submit, as a process, against a server's double.
#![allow(clippy::unwrap_used, reason = "tests, with helpers outside of test functions")]

mod support;

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::PathBuf,
    process::{Output, Stdio},
    sync::Arc,
};

use rand_core::UnwrapErr;
use support::Double;
use tacit_envelope::{keyfile::AnalystSecret, signing::SigningKey};
use tacit_protocol::{
    ids::Token,
    manifest::{Cohorts, CohortsBy},
    phase::Window,
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpListener,
    process::Command,
};

const WAGE: [&str; 2] = ["--answer", "wage=7.10"];

#[tokio::test]
async fn submits_and_submits_again() {
    let (double, address) = served().await;
    let (directory, link) = (TempDir::new().unwrap(), double.link(address, 0));
    let file = directory.path().join("receipt");
    let likes = ["--answer", "likes=tea", "--answer", "likes=coffee"];
    let first = run(&[&WAGE[..], &likes, &["--yes", &link]].concat()).await;
    assert_eq!(code(&first), 0, "{}", err(&first));
    assert!(out(&first).contains("revision 1"), "{}", out(&first));
    assert!(err(&first).contains("Ana Lyst") && err(&first).contains("Sum of “Wage”"), "{}", err(&first));
    let second = run(&["--answer", "wage=8", "--receipt", file.to_str().unwrap(), &link]).await;
    assert_eq!(code(&second), 0, "{}", err(&second));
    assert!(out(&second).contains("revision 2"), "{}", out(&second));
    assert!(std::fs::read_to_string(&file).unwrap().contains("# revision 2"));
    run(&["--answer", "wage=0.05", &double.link(address, 1)]).await;
    assert_eq!(double.compute().0, "8.05");
}

#[tokio::test]
async fn writes_completions_and_the_manual() {
    let directory = TempDir::new().unwrap();
    let bash = run(&["completions", "bash"]).await;
    assert_eq!(code(&bash), 0, "{}", err(&bash));
    assert!(out(&bash).contains("complete") && out(&bash).contains("--answers-file"), "{}", out(&bash));
    let manual = run(&["man", directory.path().to_str().unwrap()]).await;
    assert_eq!(code(&manual), 0, "{}", err(&manual));
    for page in ["tacit-submit.1", "tacit-submit-verify.1"] {
        assert!(std::fs::read_to_string(directory.path().join(page)).unwrap().contains("Examples"), "{page}");
    }
}

#[tokio::test]
async fn says_nothing_secret() {
    let (double, address) = served().await;
    let link = double.link(address, 0);
    let token = double.token(0).expose();
    let good = run(&["--answer", "wage=77.77", "--yes", &link]).await;
    let bad = run(&["--answer", "wage=777.77", "--yes", &link]).await;
    double.state().window = Window::Closed;
    let closed = run(&["--answer", "wage=77.77", "--yes", &link]).await;
    for output in [good, bad, closed] {
        let all = out(&output) + &err(&output);
        assert!(!all.contains(&token) && !all.contains("77.77"), "{all}");
    }
}

#[tokio::test]
async fn takes_the_link_from_a_file_or_the_standard_input() {
    let (double, address) = served().await;
    let directory = TempDir::new().unwrap();
    let file = write(&directory, "link", &format!("\n{}\n", double.link(address, 0)));
    let answers = write(&directory, "answers", "# mine\nwage=1.5\n\nlikes=tea\n");
    let output = run(&["--link-file", &file, "--answers-file", &answers, "--yes"]).await;
    assert_eq!(code(&output), 0, "{}", err(&output));
    let mut child = command(&["-", WAGE[0], WAGE[1], "--yes"]).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(double.link(address, 1).as_bytes()).await.unwrap();
    drop(stdin);
    let output = child.wait_with_output().await.unwrap();
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert_eq!(double.compute().0, "8.60");
}

#[tokio::test]
async fn usage_is_checked() {
    for args in
        [&[][..], &["--yes"], &["--csv", "a.csv"], &["link", "--answer", "wage"], &["link", "--replace"]]
    {
        assert_eq!(code(&run(args).await), 2, "{args:?}");
    }
}

#[tokio::test]
async fn wrong_answers_are_named_and_nothing_is_submitted() {
    let (double, address) = served().await;
    let link = double.link(address, 0);
    let cohort = run(&[WAGE[0], WAGE[1], "--cohort", "North", &link]).await;
    assert_eq!(code(&cohort), 3);
    assert!(err(&cohort).contains("has no cohorts"), "{}", err(&cohort));
    let wrong = run(&["--answer", "wage=101", "--answer", "likes=milk", "--answer", "age=3", &link]).await;
    assert_eq!(code(&wrong), 3);
    for key in ["wage: Enter a number between 0.00 and 100.00", "likes: ", "age: "] {
        assert!(err(&wrong).contains(key), "{}", err(&wrong));
    }
    assert_eq!(code(&run(&[&link]).await), 3);
    assert!(double.revisions().is_empty());
}

#[tokio::test]
async fn a_cohort_is_chosen_and_changed() {
    let (double, address) = served_with(cohorts(CohortsBy::Participant)).await;
    let link = double.link(address, 0);
    for cohort in [&[][..], &["--cohort", "East"]] {
        let unnamed = run(&[&WAGE, cohort, &["--yes", &link]].concat()).await;
        assert_eq!(code(&unnamed), 3);
        assert!(err(&unnamed).contains("--cohort:\n  North\n  South"), "{}", err(&unnamed));
    }
    assert!(double.revisions().is_empty());
    assert!(out(&run(&["--show", &link]).await).contains("Your cohort  not chosen yet\n"));

    let north = run(&[WAGE[0], WAGE[1], "--cohort", "North", "--yes", &link]).await;
    assert_eq!(code(&north), 0, "{}", err(&north));
    assert!(
        err(&north).contains("Your cohort: North. The server and the analyst learn it"),
        "{}",
        err(&north)
    );
    assert_eq!(double.cohort_of(0), 1);
    let again = run(&["--answer", "wage=8", "--yes", &link]).await;
    assert!(err(&again).contains("Your cohort: North."), "as before: {}", err(&again));
    assert_eq!((double.cohort_of(0), double.revisions()), (1, vec![2]));
    let south = run(&["--answer", "wage=8", "--cohort", "South", "--yes", &link]).await;
    assert_eq!(code(&south), 0, "{}", err(&south));
    assert_eq!(double.cohort_of(0), 2);

    let shown = run(&["--show", &link]).await;
    assert_eq!(code(&shown), 0, "{}", err(&shown));
    for line in [
        "Wages\n",
        "Cohorts      North, South\n",
        "Your cohort  South, as you chose\n",
        "Submitted    yes, revision 3\n",
    ] {
        assert!(out(&shown).contains(line), "{}", out(&shown));
    }
    assert_eq!(double.revisions(), [3], "showing submits nothing");
}

#[tokio::test]
async fn an_invitation_says_the_cohort() {
    let (double, address) = served_with(cohorts(CohortsBy::Invitation)).await;
    let link = double.link(address, 0);
    let silent = run(&[WAGE[0], WAGE[1], "--yes", &link]).await;
    assert_eq!(code(&silent), 7);
    assert!(err(&silent).contains("doesn't say which of the survey's cohorts"), "{}", err(&silent));

    double.state().cohort = Some(2);
    let other = run(&[WAGE[0], WAGE[1], "--cohort", "North", "--yes", &link]).await;
    assert_eq!(code(&other), 3);
    assert!(err(&other).contains("your invitation is to the cohort South"), "{}", err(&other));
    assert!(double.revisions().is_empty());
    assert!(out(&run(&["--show", &link]).await).contains("Your cohort  South, by your invitation\n"));
    for options in [&[][..], &["--cohort", "South"]] {
        let own = run(&[&WAGE, options, &["--yes", &link]].concat()).await;
        assert_eq!(code(&own), 0, "{}", err(&own));
        assert!(err(&own).contains("Your cohort: South."), "{}", err(&own));
        assert_eq!(double.cohort_of(0), 2);
    }
}

#[tokio::test]
async fn rows_are_of_a_cohort() {
    for (by, options) in [(CohortsBy::Participant, &["--cohort", "South"][..]), (CohortsBy::Invitation, &[])]
    {
        let (double, address) = served_with(cohorts(by)).await;
        let directory = TempDir::new().unwrap();
        let answers = write(&directory, "answers.csv", "wage\n1\n2\n");
        let links = format!("link\n{}\n{}\n", double.link(address, 0), double.link(address, 1));
        let links = write(&directory, "links.csv", &links);
        let table = ["--csv", &answers, "--links", &links, "--yes"];
        if by == CohortsBy::Participant {
            let unnamed = run(&table).await;
            assert_eq!(code(&unnamed), 3);
            assert!(err(&unnamed).contains("--cohort:\n  North"), "{}", err(&unnamed));
        } else {
            double.state().cohort = Some(2);
        }
        let output = run(&[&table, options].concat()).await;
        assert_eq!(code(&output), 0, "{}", err(&output));
        assert_eq!([0, 1].map(|row| double.cohort_of(row)), [2, 2]);
    }
}

#[tokio::test]
async fn wrong_links_are_refused() {
    let (double, address) = served().await;
    let link = double.link(address, 0);
    let stranger = double.link_with(address, Token::random(&mut UnwrapErr(getrandom::SysRng)));
    let other_session = link.replace(&double.session().to_string(), &"a".repeat(52));
    for bad in ["http://localhost/", &link[..link.len() - 1], &stranger, &other_session] {
        let output = run(&[WAGE[0], WAGE[1], "--yes", bad]).await;
        assert_eq!(code(&output), 4, "{}", err(&output));
    }
    double.state().swaps_manifest = true;
    let swapped = run(&[WAGE[0], WAGE[1], "--yes", &link]).await;
    assert_eq!(code(&swapped), 4);
    assert!(err(&swapped).contains("not the session that the link was made for"), "{}", err(&swapped));
    assert!(double.revisions().is_empty());
}

#[tokio::test]
async fn without_waiting_says_what_is_the_matter() {
    let (double, address) = served().await;
    let link = double.link(address, 0);
    for (window, expected) in [(Window::Closed, 5), (Window::NotYetOpen, 6), (Window::Paused, 6)] {
        double.state().window = window;
        let output = run(&[WAGE[0], WAGE[1], "--yes", "--no-wait", &link]).await;
        assert_eq!(code(&output), expected, "{}", err(&output));
    }
    let nowhere = double.link(free_address().await, 0);
    let output = run(&[WAGE[0], WAGE[1], "--yes", "--no-wait", &nowhere]).await;
    assert_eq!(code(&output), 6, "{}", err(&output));
    assert!(double.revisions().is_empty());
}

#[tokio::test]
async fn waits_for_the_server_and_for_the_opening() {
    let double = Double::new();
    double.state().window = Window::NotYetOpen;
    let address = free_address().await;
    let mut child = command(&[WAGE[0], WAGE[1], "--yes", &double.link(address, 0)]).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut wait_for = async |text: &str| {
        while let Some(line) = lines.next_line().await.unwrap() {
            if line.contains(text) {
                return;
            }
        }
        panic!("it never said {text:?}");
    };
    wait_for("Waiting for the server").await;
    double.serve_on(TcpListener::bind(address).await.unwrap());
    wait_for("Waiting until it opens").await;
    double.state().window = Window::Paused;
    wait_for("is paused").await;
    double.state().window = Window::Open;
    wait_for("Submitted").await;
    assert!(child.wait().await.unwrap().success());
    assert_eq!(double.revisions(), [1]);
}

#[tokio::test]
async fn seals_again_when_another_submission_came_first() {
    let (double, address) = served().await;
    double.state().conflicts = 1;
    let output = run(&[WAGE[0], WAGE[1], "--yes", &double.link(address, 0)]).await;
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert_eq!(double.revisions(), [2]);
    double.state().conflicts = 2;
    let output = run(&[WAGE[0], WAGE[1], "--yes", &double.link(address, 0)]).await;
    assert_eq!(code(&output), 7, "{}", err(&output));
}

#[tokio::test]
async fn takes_no_forged_receipt() {
    let (double, address) = served().await;
    double.state().forges_receipts = true;
    let output = run(&[WAGE[0], WAGE[1], "--yes", &double.link(address, 0)]).await;
    assert_eq!(code(&output), 7);
    assert!(err(&output).contains("signature is wrong") && out(&output).is_empty(), "{}", err(&output));
}

#[tokio::test]
async fn a_receipt_shows_what_became_of_a_submission() {
    let (double, address) = served().await;
    let directory = TempDir::new().unwrap();
    let files: Vec<String> =
        (0..3).map(|i| directory.path().join(format!("receipt{i}")).to_str().unwrap().to_owned()).collect();
    for (file, index) in files.iter().zip([0, 0, 1]) {
        let link = double.link(address, index);
        let output = run(&[WAGE[0], WAGE[1], "--yes", "--receipt", file, &link]).await;
        assert_eq!(code(&output), 0, "{}", err(&output));
    }
    let text = std::fs::read_to_string(&files[1]).unwrap();
    assert!(!text.contains(&double.token(0).expose()) && !text.contains("7.1"), "{text}");
    let verify = async |file: &str, expected: &[&str]| {
        let output = run(&["verify", file, "--no-wait"]).await;
        assert_eq!(code(&output), 0, "{}", err(&output));
        for text in expected {
            assert!(out(&output).contains(text), "{text}: {}", out(&output));
        }
    };
    let open = "counted  not yet";
    verify(&files[0], &["Wages", "revision 1", "replaced by revision 2", open]).await;
    verify(&files[1], &["revision 2", "replaced no", open]).await;
    double.state().closed = true;
    verify(
        &files[0],
        &["replaced by revision 2", "counted  yes: the later one, number ", " of 2 in", "root "],
    )
    .await;
    verify(&files[1], &["replaced no", "counted  yes: number "]).await;
    let mut child = command(&["verify", "-"]).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).await.unwrap();
    let output = child.wait_with_output().await.unwrap();
    assert!(out(&output).contains("counted  yes"), "{}", err(&output));

    verify(&files[2], &["counted  yes", "results  not published"]).await;
    let analyst = AnalystSecret::from_seed(&[3; 32]).signing();
    double.publish(&analyst, None);
    verify(&files[2], &["counted  yes", "results  published"]).await;
    for (by, root, expected) in [
        (&analyst, Some([9; 32]), "another closed set"),
        (&SigningKey::from_seed(&[9; 32]), None, "aren't signed by the session's analyst"),
    ] {
        double.publish(by, root);
        let output = run(&["verify", &files[2]]).await;
        assert_eq!(code(&output), 8);
        assert!(err(&output).contains(expected), "{}", err(&output));
    }

    double.publish(&analyst, None);
    double.state().withholds_proofs = true;
    let refused = async |expected: &str| {
        let output = run(&["verify", &files[2]]).await;
        assert_eq!(code(&output), 8);
        assert!(err(&output).contains(expected), "{}", err(&output));
    };
    refused("has closed the set and gives no proof").await;
    double.state().denies_closing = true;
    refused("results are published, and the server gives no proof").await;
    double.state().withholds_proofs = false;
    double.state().forges_proofs = true;
    let output = run(&["verify", &files[2]]).await;
    assert_eq!(code(&output), 8);
    assert!(err(&output).contains("can't prove"), "{}", err(&output));
    double.state().authors.clear();
    let output = run(&["verify", &files[2]]).await;
    assert_eq!(code(&output), 8);
    assert!(err(&output).contains("broke its word"), "{}", err(&output));
}

#[tokio::test]
async fn what_is_no_receipt_proves_nothing() {
    let (double, address) = served().await;
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("receipt");
    let file = file.to_str().unwrap();
    run(&[WAGE[0], WAGE[1], "--yes", "--receipt", file, &double.link(address, 0)]).await;
    let text = std::fs::read_to_string(file).unwrap();
    let at = text.rfind("receipt ").unwrap() + 100;
    let other = if text[at..].starts_with('a') { "b" } else { "a" };
    let altered = format!("{}{other}{}", &text[..at], &text[at + 1..]);
    for (text, expected) in [
        ("hello\n".to_owned(), 3),
        ("x".repeat(100_000), 3),
        (text.replace("RECEIPT-1", "RECEIPT-9"), 3),
        (altered, 8),
        (text.replace("server http", "server ftp"), 3),
        (text.replace(&address.to_string(), &free_address().await.to_string()), 6),
    ] {
        let file = write(&directory, "altered", &text);
        let output = run(&["verify", &file, "--no-wait"]).await;
        assert_eq!(code(&output), expected, "{text}: {}", err(&output));
    }
    assert_eq!(code(&run(&["verify", "/nowhere/receipt"]).await), 3);
    assert_eq!(code(&run(&["verify"]).await), 2);
    double.state().swaps_manifest = true;
    assert_eq!(code(&run(&["verify", file]).await), 4);
}

#[tokio::test]
async fn submits_a_table() {
    let (double, address) = served().await;
    let directory = TempDir::new().unwrap();
    let table =
        write(&directory, "answers.csv", "\u{feff}likes,wage\ntea;coffee,7.10\n,2\ntea;coffee,100\n,0\n");
    let links = links(&double, address, &directory, 5);
    let run = |extra: &'static [&'static str]| {
        let args = [&["--csv", &table, "--links", &links, "--yes"], extra].concat();
        async move { run(&args).await }
    };
    let first = run(&[]).await;
    assert_eq!(code(&first), 0, "{}", err(&first));
    assert!(out(&first).contains("submitted 4"), "{}", out(&first));
    assert_eq!(double.revisions(), [1, 1, 1, 1]);
    let (sum, likes) = double.compute();
    assert_eq!(sum, "109.10");
    assert_eq!(likes, BTreeMap::from([("Tea".to_owned(), 2), ("Coffee".to_owned(), 2)]));
    let again = run(&[]).await;
    assert_eq!(code(&again), 0);
    assert!(out(&again).contains("submitted 0") && out(&again).contains("skipped   4"), "{}", out(&again));
    let replaced = run(&["--replace", "--jobs", "1"]).await;
    assert_eq!(code(&replaced), 0, "{}", err(&replaced));
    assert_eq!(double.revisions(), [2, 2, 2, 2]);
    assert_eq!(double.compute().0, "109.10");
}

#[tokio::test]
async fn a_wrong_table_submits_nothing() {
    let (double, address) = served().await;
    let directory = TempDir::new().unwrap();
    let good_links = links(&double, address, &directory, 2);
    let twice = write(&directory, "twice.csv", &format!("link\n{0}\n{0}\n", double.link(address, 0)));
    let damaged = write(&directory, "damaged.csv", "link\nhttp://localhost/s/x#y\n");
    let nameless = write(&directory, "nameless.csv", &format!("address\n{}\n", double.link(address, 0)));
    let good = "wage\n1\n2\n";
    let cases = [
        ("wage,likes\n1,tea\n101,milk\n", &good_links, 3, &["row 3, column wage", "row 3, column likes"][..]),
        ("wage,age\n1,2\n", &good_links, 3, &["row 1", "no field \"age\""]),
        ("wage,wage\n1,2\n", &good_links, 3, &["row 1", "two columns \"wage\""]),
        ("likes\ntea\n", &good_links, 3, &["the column \"wage\" is missing"]),
        ("wage,likes\n1,tea\n2\n", &good_links, 3, &["row 3", "1 columns where the header has 2"]),
        ("wage\n1\n2\n3\n", &good_links, 3, &["3 rows of answers but only 2 links"]),
        ("wage\n", &good_links, 3, &["no rows"]),
        (good, &twice, 4, &["rows 2 and 3 have the same link"]),
        (good, &damaged, 4, &["row 2, column link"]),
        (good, &nameless, 4, &["no column \"link\""]),
    ];
    for (table, links, expected, texts) in cases {
        let table = write(&directory, "table.csv", table);
        let output = run(&["--csv", &table, "--links", links, "--yes"]).await;
        assert_eq!(code(&output), expected, "{}", err(&output));
        for text in texts {
            assert!(err(&output).contains(text), "{text}: {}", err(&output));
        }
    }
    let missing = directory.path().join("missing.csv");
    let output = run(&["--csv", missing.to_str().unwrap(), "--links", &good_links, "--yes"]).await;
    assert_eq!(code(&output), 3, "{}", err(&output));
    assert!(double.revisions().is_empty());
}

#[tokio::test]
async fn a_refused_row_is_named() {
    let (double, address) = served().await;
    let directory = TempDir::new().unwrap();
    let stranger = double.link_with(address, Token::random(&mut UnwrapErr(getrandom::SysRng)));
    let links = write(&directory, "links.csv", &format!("link\n{}\n{stranger}\n", double.link(address, 0)));
    let table = write(&directory, "table.csv", "wage\n1\n2\n");
    let output = run(&["--csv", &table, "--links", &links, "--yes"]).await;
    assert_eq!(code(&output), 4);
    assert!(err(&output).contains("row 3: "), "{}", err(&output));
    assert!(out(&output).contains("submitted 1"), "{}", out(&output));
}

#[tokio::test]
async fn what_a_check_warns_of_must_be_accepted() {
    let (double, address) = served().await;
    let (directory, link) = (TempDir::new().unwrap(), double.link(address, 0));
    let much = ["--answer", "wage=98", "--yes", &link];
    let asked = run(&much).await;
    assert_eq!(code(&asked), 3, "{}", err(&asked));
    assert!(err(&asked).contains("Wage: That is much.") && err(&asked).contains("--accept-warnings"));
    let accepted = run(&[&much[..], &["--accept-warnings"]].concat()).await;
    assert_eq!(code(&accepted), 0, "{}", err(&accepted));

    let links = links(&double, address, &directory, 3);
    let table = write(&directory, "table.csv", "wage\n1\n2\n98\n");
    let rows = ["--csv", &table, "--links", &links, "--replace", "--yes"];
    let asked = run(&rows).await;
    assert_eq!(code(&asked), 3);
    assert!(err(&asked).contains("row 4: Wage: That is much."), "{}", err(&asked));
    let accepted = run(&[&rows[..], &["--accept-warnings"]].concat()).await;
    assert_eq!(code(&accepted), 0, "{}", err(&accepted));
    assert_eq!(double.compute().0, "101.00", "nothing of what was refused counts");
}

fn cohorts(by: CohortsBy) -> Cohorts {
    Cohorts { by, names: vec!["North".into(), "South".into()] }
}

async fn served() -> (Arc<Double>, SocketAddr) {
    serve(Double::new()).await
}

async fn served_with(cohorts: Cohorts) -> (Arc<Double>, SocketAddr) {
    serve(Double::with_cohorts(Some(cohorts))).await
}

async fn serve(double: Arc<Double>) -> (Arc<Double>, SocketAddr) {
    let address = double.serve().await;
    (double, address)
}

/// An address at which nobody listens.
async fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

fn links(double: &Double, address: SocketAddr, directory: &TempDir, count: usize) -> String {
    let links: String =
        (0..count).map(|index| format!("{index},{}\n", double.link(address, index))).collect();
    write(directory, "links.csv", &format!("number,link\n{links}"))
}

fn write(directory: &TempDir, name: &str, text: &str) -> String {
    let path: PathBuf = directory.path().join(name);
    std::fs::write(&path, text).unwrap();
    path.into_os_string().into_string().unwrap()
}

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tacit-submit"));
    command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

async fn run(args: &[&str]) -> Output {
    command(args).output().await.unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}
