//! Invitations: by number and by list, shown by label, made again, taken back.

use crate::{
    analyst::Analyst,
    server::Server,
    survey::{FORM, submit_all},
    transcript::Transcript,
};

const PEOPLE: &str = "name,email\nAna Pop,ana@example.org\nBo Li,bo@example.org\nCy Ray,\n";

fn links(csv: &str) -> Vec<String> {
    csv.lines().skip(1).map(|line| line.rsplit(',').next().unwrap().to_owned()).collect()
}

#[test]
fn transcript_of_invitations() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    analyst.session(FORM, 0, &["--max-participants", "6"]);
    std::fs::write(analyst.path("people.csv"), PEOPLE).unwrap();
    std::fs::write(analyst.path("more.csv"), format!("{PEOPLE}Di Fox,di@example.org\n")).unwrap();
    std::fs::write(analyst.path("wrong.csv"), "first,last\nA,B\n").unwrap();
    let mut transcript = Transcript::of(&analyst);
    transcript
        .run("invitations list")
        .run("invite")
        .run("invite --csv wrong.csv")
        .run("invite --csv people.csv --output links.csv")
        .run("invite --csv people.csv")
        .run("invite --csv more.csv")
        .run("invite --count 1")
        .run("invite --count 2")
        .run("invite --count 1 --cohort North");
    submit_all(&links(&std::fs::read_to_string(analyst.path("links.csv")).unwrap())[..2]);
    transcript
        .run("invitations list")
        .run("invitations revoke 5 Nobody")
        .run("invitations revoke 5")
        .run("invitations revoke 5")
        .run("invitations links --missing")
        .run("invitations links --output again.csv --html cards.html")
        .run("invitations links --html cards.html")
        .run("invitations list")
        .run("show")
        .is("invitations.txt");
    let again = std::fs::read_to_string(analyst.path("again.csv")).unwrap();
    let first = std::fs::read_to_string(analyst.path("links.csv")).unwrap();
    assert_eq!(links(&again)[..3], links(&first), "the same links");
    // The server's count fits this folder's memory, although one was taken back.
    analyst.run(&["run", "--yes"]).ok();
}

#[test]
fn labels_of_those_who_submitted_stay() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let (_, links) = analyst.session(FORM, 2, &[]);
    submit_all(&links[..1]);
    let kept = analyst.run(&["invitations", "revoke", "1", "2"]).failed(4);
    assert!(kept.contains("Taken back: 2. Invited now: 1") && kept.contains("submitted already"), "{kept}");
    let list: serde_json::Value =
        serde_json::from_str(&analyst.run(&["invitations", "list", "--json"]).ok()).unwrap();
    assert_eq!((&list[0]["status"], &list[1]["status"]), (&"submitted".into(), &"revoked".into()));
    assert_eq!(list[0]["revision"], 1);
}

/// A label means one person, however people were invited.
#[test]
fn numbers_and_lists_have_no_label_in_common() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    analyst.session(FORM, 0, &[]);
    std::fs::write(analyst.path("people.csv"), "label,name\n3,Ana Pop\n").unwrap();
    std::fs::write(analyst.path("more.csv"), "label,name\n5,Bo Li\n").unwrap();
    analyst.run(&["invite", "--csv", "people.csv"]).ok();
    let csv = analyst.run(&["invite", "--count", "3"]).ok();
    let labels: Vec<_> = csv.lines().skip(1).map(|line| line.split_once(',').unwrap().0).collect();
    assert_eq!(labels, ["2", "4", "5"]);
    let taken = analyst.run(&["invite", "--csv", "more.csv"]).failed(3);
    assert!(taken.contains("has the label \"5\" already. Give this person another one"), "{taken}");
    assert!(analyst.run(&["invitations", "links", "3"]).ok().contains("3,Ana Pop,,"));
    let revoked = analyst.run(&["invitations", "revoke", "3"]);
    assert!(revoked.stderr.contains("Taken back: 3. Invited now: 3."), "{revoked:?}");
    let list = analyst.run(&["invitations", "list"]).ok();
    assert_eq!(list.matches("revoked").count(), 1, "{list}");
}

/// What can be scanned is the link, and the page needs nothing from anywhere.
#[test]
fn cards_are_one_page_for_itself() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let form = FORM.replace("title = \"Lunch\"", "title = \"Lunch <&> \\\"more\\\"\"");
    analyst.session(&form, 0, &[]);
    std::fs::write(analyst.path("people.csv"), "name\nAna <b>Pop</b>\nBo\n").unwrap();
    analyst.run(&["invite", "--csv", "people.csv", "--output", "links.csv", "--html", "cards.html"]).ok();
    let html = std::fs::read_to_string(analyst.path("cards.html")).unwrap();
    let csv = std::fs::read_to_string(analyst.path("links.csv")).unwrap();
    assert_eq!(html.matches("<svg").count(), 2);
    assert_eq!(codes(&html), links(&csv));
    assert!(links(&csv).iter().all(|link| html.contains(link.as_str())));
    assert!(!html.contains("Until"), "it has no closing time: {html}");
    assert!(html.contains("Ana &lt;b&gt;Pop&lt;/b&gt;") && html.contains("Lunch &lt;&amp;&gt;"), "{html}");
    for outside in ["src=", "href=", "url(", "<script", "@import"] {
        assert!(!html.contains(outside), "{outside}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(analyst.path("cards.html")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

/// What a camera reads of the QR codes on a page of cards, in their order: each is squares of one module on white.
fn codes(html: &str) -> Vec<String> {
    const PIXELS: usize = 4;
    let between = |text: &str, start: &str, end: &str| -> String {
        text.split_once(start).unwrap().1.split_once(end).unwrap().0.to_owned()
    };
    let read = |svg: &str| {
        let side: usize = between(svg, "viewBox=\"0 0 ", " ").parse().unwrap();
        let mut dark = vec![false; side * side];
        for square in svg.rsplit_once(" d=\"").unwrap().1.split('M').skip(1) {
            let (x, y) = square.split_once("h1v1h-1z").unwrap().0.split_once(' ').unwrap();
            dark[y.parse::<usize>().unwrap() * side + x.parse::<usize>().unwrap()] = true;
        }
        let pixel = |x, y| if dark[y / PIXELS * side + x / PIXELS] { 0 } else { 255 };
        let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side * PIXELS, side * PIXELS, pixel);
        let grids = picture.detect_grids();
        assert_eq!(grids.len(), 1);
        grids[0].decode().unwrap().1
    };
    html.split("<svg ").skip(1).map(read).collect()
}

#[test]
fn cards_say_until_when_as_it_was_written_last() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let times = ["--closes", "2099-01-01T18:00:00+02:00", "--extendable-until", "2099-03-01T00:00:00Z"];
    let (id, _) = analyst.session(FORM, 0, &times);
    let card = |command: &[&str], file: &str| {
        analyst.run(&[command, &["--html", file]].concat()).ok();
        std::fs::read_to_string(analyst.path(file)).unwrap()
    };
    let first = card(&["invite", "--count", "1"], "first.html");
    assert!(first.contains("<p>Until 2099-01-01, 18:00 (UTC+02:00).</p>"), "{first}");
    analyst.run(&["extend", "--until", "2099-02-01T09:30:00+01:00"]).ok();
    let later = "<p>Until 2099-02-01, 09:30 (UTC+01:00).</p>";
    for (command, file) in
        [(["invite", "--count", "1"].as_slice(), "new.html"), (&["invitations", "links"], "all.html")]
    {
        let cards = card(command, file);
        assert!(cards.contains(later) && !cards.contains("2099-01-01"), "{cards}");
    }
    // Where nothing is remembered of how it was written.
    std::fs::remove_file(analyst.path("analyst.sessions.json")).unwrap();
    let elsewhere = card(&["invitations", "links", "--session", &id], "elsewhere.html");
    assert!(elsewhere.contains("<p>Until 2099-02-01, 08:30 (UTC).</p>"), "{elsewhere}");
}

/// As if a process had ended between changing the book and counting.
#[test]
fn what_the_book_says_is_counted_when_it_is_closed() {
    for counted in [3, 9] {
        let data = tempfile::tempdir().unwrap();
        let server = Server::start(data.path());
        let analyst = Analyst::new(&server.url());
        let (_, links) = analyst.session(FORM, 7, &[]);
        analyst.run(&["invitations", "revoke", "7"]).ok();
        submit_all(&links[..6]);
        let list = std::fs::read_to_string(analyst.path("analyst.sessions.json")).unwrap();
        let miscounted = list.replace("\"invited\": 6", &format!("\"invited\": {counted}"));
        assert_ne!(miscounted, list);
        std::fs::write(analyst.path("analyst.sessions.json"), miscounted).unwrap();
        let run = analyst.run(&["run", "--yes"]);
        assert!(run.ok().contains("accepted 6"));
    }
}

/// What was written down when the server went away is registered the next time, and counted once.
#[test]
fn an_interrupted_invitation_goes_on() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    analyst.session(FORM, 1, &[]);
    let book = std::fs::read_dir(analyst.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.to_string_lossy().contains("invitations-"))
        .unwrap();
    // As if the process had ended between writing down and registering.
    let text = std::fs::read_to_string(&book).unwrap();
    let mut json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut more = json["invitations"][0].clone();
    more["name"] = "aaaaaaaaaaaaaaaaaaaaaaaaaa".into();
    more["label"] = "2".into();
    more["registered"] = false.into();
    json["invitations"].as_array_mut().unwrap().push(more);
    std::fs::write(&book, json.to_string()).unwrap();
    let ended = analyst.run(&["invite"]);
    assert!(ended.stderr.contains("1 participant invited, 2 in all"), "{ended:?}");
    assert_eq!(links(&ended.ok()).len(), 1);
    analyst.run(&["invite"]).failed(2);
    analyst.run(&["run", "--yes"]).ok();
}
