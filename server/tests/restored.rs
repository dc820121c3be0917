//! An older copy of the store, put in place by hand or by `restore`, with the list of released sessions, without it, and with another.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;
#[path = "common/program.rs"]
mod program;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};

use common::{TestServer, survey::Survey};
use http::Method;
use tacit_envelope::text;
use tacit_form::results::Results;
use tacit_protocol::{ids::SessionId, phase::Phase, problem::ProblemKind};
use tacit_server::{ReleasedList, store::embedded::EmbeddedStore};
use tempfile::TempDir;

/// A folder with servers' data in it.
struct Machine(TempDir);

impl Machine {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    /// Another, with a copy of the store in place, made by hand, and the master key.
    fn with_copy_of(other: &Self) -> Self {
        let machine = Self::new();
        fs::copy(other.key(), machine.key()).unwrap();
        fs::create_dir(machine.data()).unwrap();
        fs::copy(other.copy(), machine.database()).unwrap();
        machine
    }

    fn data(&self) -> PathBuf {
        self.0.path().join("data")
    }

    fn database(&self) -> PathBuf {
        self.data().join("tacit.db")
    }

    fn copy(&self) -> PathBuf {
        self.0.path().join("copy.db")
    }

    fn key(&self) -> PathBuf {
        self.0.path().join("data-master.key")
    }

    fn list(&self) -> PathBuf {
        self.0.path().join("data-master.key.released")
    }

    fn released(&self) -> Vec<SessionId> {
        ReleasedList::read(&self.key()).unwrap().unwrap().sessions
    }

    /// What a command says that comes to its end; `serve` does if it is refused.
    fn run(&self, command: &str) -> (bool, String) {
        let serving = program::command(&self.data());
        let mut program = Command::new(serving.get_program());
        program.args(command.split(' ')).args(serving.get_args()).env_remove("TACIT_STORE");
        let output = program.output().unwrap();
        (output.status.success(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    }

    /// That it is refused with this advice, by what begins nothing and by what would.
    fn refused(&self, advice: &str) {
        for command in ["check-config", "serve", "rotate-master-key"] {
            let before = fs::read(self.list()).ok();
            let (fine, said) = self.run(command);
            assert!(!fine && said.contains(advice), "{command}: {said}");
            assert_eq!(fs::read(self.list()).ok(), before, "{command}");
        }
    }

    /// That it is taken, by a server that ends again.
    fn taken(&self) {
        let (fine, said) = self.run("check-config");
        assert!(fine, "{said}");
        drop(program::start(&mut program::command(&self.data())));
    }

    /// That a copy from before the list was begun anew is refused with it, put in place by hand or by `restore`.
    fn takes_no_older(&self, copy: &Path) {
        for suffix in ["-wal", "-shm"] {
            let _ = fs::remove_file(self.data().join(format!("tacit.db{suffix}")));
        }
        fs::remove_file(self.database()).unwrap();
        for options in ["", " --nothing-was-released"] {
            let (fine, said) = self.run(&format!("restore --from {}{options}", copy.display()));
            assert!(!fine && said.contains("a copy from before"), "{said}");
        }
        fs::copy(copy, self.database()).unwrap();
        self.refused("a copy from before");
        let (fine, said) = self.run("begin-list --nothing-was-released");
        assert!(!fine && said.contains("a copy from before"), "{said}");
        // As an earlier version made it.
        forget_list_id(&self.database());
        self.refused("a copy from before");
    }

    /// A survey that two of three have submitted to, copied before it was released; the release.
    async fn survey(&self) -> (Survey, Results) {
        let (program, server) = self.server();
        let survey = Survey::open(&server, 3).await;
        for token in &survey.tokens[..2] {
            survey.submit(&server, token, &survey.aged(token, 1, 30)).await.ok(201);
        }
        let (fine, said) = self.run(&format!("backup --to {}", self.copy().display()));
        assert!(fine, "{said}");
        let results = survey.compute(&server).await;
        drop(program);
        assert_eq!(self.released(), [survey.id]);
        (survey, results)
    }

    fn server(&self) -> (program::Running, TestServer) {
        let program = program::start(&mut program::command(&self.data()));
        let unused = Arc::new(EmbeddedStore::open(&self.0.path().join("unused.db")).unwrap());
        let server = TestServer::elsewhere(program.url.clone(), unused);
        (program, server)
    }
}

/// What stands in a store of this version of itself, and not in one of an earlier version.
fn forget_list_id(database: &Path) {
    let db = rusqlite::Connection::open(database).unwrap();
    assert_eq!(db.execute("DELETE FROM list_id", []), Ok(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_copy_is_refused_without_its_list_and_releases_nothing_again_with_it() {
    let lost = Machine::new();
    let (survey, results) = lost.survey().await;
    assert_eq!(results.accepted, 2);
    let machine = Machine::with_copy_of(&lost);
    machine.refused("there is no list of released sessions");
    machine.refused("begin-list --nothing-was-released");
    assert!(!machine.list().exists(), "none is begun");

    // Another store's, with another session in it, or with the one that matters.
    let other = Machine::new();
    drop(program::start(&mut program::command(&other.data())));
    fs::copy(other.list(), machine.list()).unwrap();
    machine.refused("isn't the list of released sessions of this store");
    for session in [SessionId::of_manifest(b"unrelated"), survey.id] {
        fs::write(machine.list(), format!("{session}\n")).unwrap();
        machine.refused("doesn't say which store it belongs to");
    }

    // Its own. The copy thinks that the session is open: if one more submitted, the difference would be that one's answer.
    fs::copy(lost.list(), machine.list()).unwrap();
    machine.taken();
    let (program, server) = machine.server();
    assert_eq!(survey.progress(&server).await.phase, Phase::Open);
    let last = &survey.tokens[2];
    survey.submit(&server, last, &survey.aged(last, 1, 77)).await.refused(ProblemKind::Closed);
    for (method, path) in [(Method::POST, "close"), (Method::GET, "batches/0"), (Method::GET, "release")] {
        survey.send(&server, method, path, "", vec![]).await.refused(ProblemKind::WrongPhase);
    }
    // A new one can be.
    Survey::open(&server, 1).await;
    drop(program);
}

#[tokio::test(flavor = "multi_thread")]
async fn restore_says_how_old_the_list_is_and_takes_no_other() {
    let lost = Machine::new();
    lost.taken();
    // Copied once, when the server was set up.
    let first = fs::read(lost.list()).unwrap();
    let (survey, _) = lost.survey().await;
    let (fine, _) = lost.run(&format!("backup --to {}", lost.0.path().join("newer.db").display()));
    assert!(fine);

    let machine = Machine::new();
    fs::copy(lost.key(), machine.key()).unwrap();
    let restore = |copy: &str| format!("restore --from {}", lost.0.path().join(copy).display());
    let unrelated = SessionId::of_manifest(b"unrelated");
    let older = [&first[..], format!("{unrelated}\n").as_bytes()].concat();
    for (list, copy, advice) in [
        (None, "copy.db", "isn't there, or names none"),
        (Some(first.clone()), "copy.db", "isn't there, or names none"),
        (Some(format!("{unrelated}\n").into()), "copy.db", "doesn't say which store"),
        (Some(older), "newer.db", "lacks 1 that the copy says are released"),
    ] {
        if let Some(list) = list {
            fs::write(machine.list(), list).unwrap();
        }
        let (fine, said) = machine.run(&restore(copy));
        assert!(!fine && said.contains(advice), "{said}");
        assert!(!machine.database().exists());
    }
    fs::copy(lost.list(), machine.list()).unwrap();
    let (fine, said) = machine.run(&restore("copy.db"));
    assert!(fine && said.contains("names 1, and was last written 2"), "{said}");
    machine.taken();

    // Nothing is put in place that no server could be started on.
    let (keyless, other) = (Machine::new(), Machine::new());
    drop(program::start(&mut program::command(&other.data())));
    fs::copy(other.key(), keyless.key()).unwrap();
    let (fine, said) = keyless.run(&(restore("newer.db") + " --nothing-was-released"));
    assert!(!fine && said.contains("master key"), "{said}");
    assert!(!keyless.database().exists() && !keyless.list().exists());

    // Where the operator answers for it, the list is begun with what the copy knows.
    let machine = Machine::new();
    fs::copy(lost.key(), machine.key()).unwrap();
    let (fine, said) = machine.run(&(restore("newer.db") + " --nothing-was-released"));
    assert!(fine && said.contains("names 1"), "{said}");
    assert_eq!(machine.released(), [survey.id]);
    machine.taken();
    machine.takes_no_older(&lost.copy());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_list_is_begun_anew_by_who_answers_for_it() {
    let machine = Machine::new();
    let (survey, _) = machine.survey().await;
    let lost = fs::read(machine.list()).unwrap();
    fs::remove_file(machine.list()).unwrap();
    machine.refused("there is no list of released sessions");
    let (fine, said) = machine.run("begin-list");
    assert!(!fine && said.contains("Put the newest copy of the list in place instead"), "{said}");
    let other = Machine::new();
    other.taken();
    fs::copy(other.list(), machine.list()).unwrap();
    let begin = "begin-list --nothing-was-released";
    let (fine, said) = machine.run(begin);
    assert!(!fine && said.contains("but of another"), "{said}");
    fs::remove_file(machine.list()).unwrap();
    for _ in ["begun", "there already"] {
        let (fine, said) = machine.run(begin);
        assert!(fine && said.contains("names 1"), "{said}");
        assert_eq!(machine.released(), [survey.id]);
    }
    machine.taken();
    // The one that was lost turns up again.
    let both = [lost, fs::read(machine.list()).unwrap()].concat();
    fs::write(machine.list(), both).unwrap();
    machine.taken();
    machine.takes_no_older(&machine.copy());
}

/// Also where an older copy of the store's own list is there, as it is after a disk was lost.
#[tokio::test(flavor = "multi_thread")]
async fn an_older_list_that_is_completed_refuses_older_copies_too() {
    let machine = Machine::new();
    machine.taken();
    let first = fs::read(machine.list()).unwrap();
    let (survey, _) = machine.survey().await;
    fs::write(machine.list(), &first).unwrap();
    for _ in ["once", "again"] {
        let before = ReleasedList::read(&machine.key()).unwrap().unwrap().ids;
        let (fine, said) = machine.run("begin-list --nothing-was-released");
        assert!(fine && said.contains("names 1"), "{said}");
        let list = ReleasedList::read(&machine.key()).unwrap().unwrap();
        assert_eq!(list.sessions, [survey.id]);
        assert!(list.ids.len() == 1 && list.ids != before, "a new one, and no other");
    }
    machine.taken();
    machine.takes_no_older(&machine.copy());
}

/// Whenever it was killed.
#[tokio::test(flavor = "multi_thread")]
async fn beginning_a_list_that_did_not_come_to_its_end_is_done_again() {
    let machine = Machine::new();
    let (survey, _) = machine.survey().await;
    let list = ReleasedList::read(&machine.key()).unwrap().unwrap();
    let [old, new] = [list.ids[0], [5; 16]];
    let whole = fs::read_to_string(machine.list()).unwrap();
    let named = format!("{whole}list {}\n", text::encode(&new));
    let replaced = format!("replaced {}\n", text::encode(&old));
    let half = format!("{replaced}{}\n", survey.id);
    // Where there was no list: before the store has the new id, afterwards, and where some sessions are named. Where there was one.
    // And where the old one was found, and added.
    for (list, id) in [
        (replaced.clone(), old),
        (replaced.clone(), new),
        (half.clone(), new),
        (named.clone(), old),
        (named, new),
        (half + &whole, old),
    ] {
        fs::write(machine.list(), &list).unwrap();
        let db = rusqlite::Connection::open(machine.database()).unwrap();
        assert_eq!(db.execute("UPDATE list_id SET value = ?1", [id]), Ok(1));
        drop(db);
        let (fine, said) = machine.run("begin-list --nothing-was-released");
        assert!(fine && said.contains("names 1"), "{list}: {said}");
        let list = ReleasedList::read(&machine.key()).unwrap().unwrap();
        assert_eq!((list.ids.len(), list.sessions), (1, vec![survey.id]));
        assert!(list.replaced.contains(&old));
        machine.taken();
    }
    machine.takes_no_older(&machine.copy());
}

/// Neither the store nor the list, which was begun anew, knows of a release then.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_released_and_deleted_before_the_list_was_lost_is_not_released_again() {
    let machine = Machine::new();
    let (survey, _) = machine.survey().await;
    let (program, server) = machine.server();
    let path = survey.path("");
    server.send_signed(&survey.analyst, Method::DELETE, path.trim_end_matches('/'), "", vec![]).await.ok(204);
    drop(program);
    fs::remove_file(machine.list()).unwrap();
    let (fine, said) = machine.run("begin-list --nothing-was-released");
    assert!(fine && said.contains("names 0"), "{said}");
    machine.taken();
    machine.takes_no_older(&machine.copy());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_list_is_begun_with_a_key_that_is_only_made_for_it() {
    let machine = Machine::new();
    machine.taken();
    fs::remove_file(machine.list()).unwrap();
    fs::remove_file(machine.key()).unwrap();
    let (fine, said) = machine.run("begin-list --nothing-was-released");
    assert!(!fine && said.contains("Put its copy there first"), "{said}");
    assert!(!machine.key().exists() && !machine.list().exists());
}

/// As an installation of an earlier version is found: neither of the two says whose it is.
#[tokio::test(flavor = "multi_thread")]
async fn a_store_and_a_list_of_an_earlier_version_are_brought_together_once() {
    let machine = Machine::new();
    let (survey, _) = machine.survey().await;
    let id = ReleasedList::read(&machine.key()).unwrap().unwrap().ids;
    let unnamed = fs::read_to_string(machine.list()).unwrap();
    let unnamed: String = unnamed
        .lines()
        .filter(|line| !line.starts_with("list "))
        .fold(String::new(), |text, line| text + line + "\n");
    forget_list_id(&machine.database());
    fs::write(machine.list(), &unnamed).unwrap();
    machine.taken();
    let list = ReleasedList::read(&machine.key()).unwrap().unwrap();
    assert_eq!(list.sessions, [survey.id]);
    assert!(list.ids.len() == 1 && list.ids != id, "a new one");
    // From then on one that doesn't say so isn't taken any more.
    fs::write(machine.list(), &unnamed).unwrap();
    machine.refused("doesn't say which store it belongs to");

    // Every earlier version began a list when it started.
    let copied = Machine::with_copy_of(&machine);
    forget_list_id(&copied.database());
    copied.refused("there is no list of released sessions");
    // A copy of an earlier version takes the list that there is.
    fs::write(copied.list(), format!("{unnamed}list {}\n", "a".repeat(26))).unwrap();
    copied.taken();
    assert_eq!(ReleasedList::read(&copied.key()).unwrap().unwrap().ids, [[0; 16]]);
}
