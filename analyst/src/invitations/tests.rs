use std::{collections::HashSet, sync::Barrier, thread};

use super::*;

fn entry(label: &str) -> Entry {
    Entry {
        name: InvitationName::try_from(&[label.len() as u8; 16][..]).unwrap(),
        person: Person { label: label.into(), full_name: None, email: Some("a@example.org".into()) },
        cohort: 0,
        registered: true,
        sent_at: None,
        refused_at: None,
        revoked_at: None,
    }
}

#[test]
fn a_book_is_kept_beside_the_key_and_holds_no_token() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("my.key");
    let session = SessionId::of_manifest(b"one");
    let mut book = Book::open(&key, &session).unwrap();
    assert!(book.entries().is_empty());
    book.change(|entries| entries.extend([entry("Ana"), entry("Bo")])).unwrap();
    let again = Book::open(&key, &session).unwrap();
    assert_eq!(again.entries(), book.entries());
    assert_eq!((again.find("Bo"), again.find("Cy")), (Some(&entry("Bo")), None));
    assert!(Book::open(&key, &SessionId::of_manifest(b"two")).unwrap().entries().is_empty());
    let secret = AnalystSecret::from_seed(&[1; 32]);
    let token = book.entries()[0].token(&secret, &session).expose();
    let text = fs::read_to_string(&again.path).unwrap();
    assert!(!text.contains(&token) && text.contains("a@example.org"), "{text}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&again.path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    for _ in 0..2 {
        Book::remove(&key, &session).unwrap();
    }
    assert!(Book::open(&key, &session).unwrap().entries().is_empty());
}

#[test]
fn who_was_revoked_can_be_invited_under_the_same_label() {
    let folder = tempfile::tempdir().unwrap();
    let mut book = Book::open(&folder.path().join("my.key"), &SessionId::of_manifest(b"one")).unwrap();
    book.change(|entries| entries.push(Entry { revoked_at: Some(1), ..entry("Ana") })).unwrap();
    assert_eq!(book.find("Ana"), None);
    book.change(|entries| entries.push(entry("Ana"))).unwrap();
    assert_eq!(book.find("Ana"), Some(&entry("Ana")));
}

/// Each opens the book and changes it later, when the others have: as processes that work for hours do.
#[test]
fn changes_of_several_at_once_are_all_kept() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("my.key");
    let session = SessionId::of_manifest(b"one");
    let start = Barrier::new(8);
    thread::scope(|scope| {
        for number in 0..8 {
            let (key, start) = (&key, &start);
            scope.spawn(move || {
                let mut book = Book::open(key, &session).unwrap();
                start.wait();
                for round in 0..5 {
                    book.change(|entries| entries.push(entry(&format!("{number} {round}")))).unwrap();
                }
            });
        }
    });
    let book = Book::open(&key, &session).unwrap();
    let labels: HashSet<_> = book.entries().iter().map(|entry| &entry.person.label).collect();
    assert_eq!(labels.len(), 40);
}

#[test]
fn another_sessions_or_versions_book_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("my.key");
    let session = SessionId::of_manifest(b"one");
    let mut other = Book::open(&key, &SessionId::of_manifest(b"two")).unwrap();
    other.change(|_| ()).unwrap();
    fs::rename(&other.path, path(&key, &session)).unwrap();
    let message = Book::open(&key, &session).unwrap_err().to_string();
    assert!(message.contains("another session's"), "{message}");
    fs::write(path(&key, &session), "{}").unwrap();
    assert!(Book::open(&key, &session).unwrap_err().to_string().contains("restore a copy"));
}
