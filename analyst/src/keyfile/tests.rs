use std::fs;

use tacit_envelope::keyfile::KeyFileError;
use tempfile::TempDir;

use super::*;

fn load(path: &Path, passphrase: &Passphrase) -> Result<AnalystSecret, KeyError> {
    Stored::read(path)?.open(passphrase)
}

fn given(text: &str) -> Passphrase {
    Passphrase::given(text)
}

fn made(passphrase: Option<&str>) -> (TempDir, PathBuf, Fingerprint) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("analyst.key");
    let fingerprint = generate(&path, passphrase).unwrap();
    (folder, path, fingerprint)
}

fn fingerprint(path: &Path, passphrase: &str) -> Fingerprint {
    load(path, &given(passphrase)).unwrap().public().fingerprint()
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn made_once_and_loaded_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/er/analyst.key");
    let made = generate(&path, None).unwrap();
    assert_eq!(fingerprint(&path, ""), made);
}

#[test]
fn never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("analyst.key");
    fs::write(&path, "mine").unwrap();
    assert!(matches!(generate(&path, None), Err(KeyError::Exists { .. })));
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
}

#[cfg(unix)]
#[test]
fn only_its_owner_reads_it() {
    let (_folder, path, _) = made(None);
    assert_eq!(mode(&path), 0o600);
}

#[cfg(unix)]
#[test]
fn one_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, path, _) = made(None);
    for mode in [0o640, 0o604, 0o620, 0o601] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let message = load(&path, &given("")).unwrap_err().to_string();
        assert!(message.contains(&format!("chmod 600 {}", path.display())), "{mode:o}: {message}");
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
    assert!(load(&path, &given("")).is_ok());
}

#[test]
fn a_protected_key_takes_its_passphrase() {
    let (_folder, path, made) = made(Some("correct horse"));
    assert!(Stored::read(&path).unwrap().is_protected());
    assert_eq!(fingerprint(&path, "correct horse"), made);
    let error = load(&path, &given("wrong")).unwrap_err();
    assert!(matches!(error, KeyError::Content { source: KeyFileError::WrongPassphrase, .. }), "{error}");
}

#[test]
fn a_missing_key_file_is_named_with_how_to_make_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none.key");
    let message = load(&path, &given("")).unwrap_err().to_string();
    let path = path.display();
    assert_eq!(
        message,
        format!(
            "there is no key file at {path}. Pass the session's key file with --key FILE, or make a new key with: \
             tacit-analyst keygen --key {path}"
        )
    );
}

#[test]
fn the_passphrase_changes_and_the_key_stays() {
    let (_folder, path, made) = made(None);
    let created = Stored::read(&path).unwrap().created().unwrap().to_owned();
    change_passphrase(&path, &given(""), Some(&given("first"))).unwrap();
    assert_eq!(fingerprint(&path, "first"), made);
    assert!(change_passphrase(&path, &given("wrong"), Some(&given("second"))).is_err());
    assert!(change_passphrase(&path, &given("first"), Some(&given(""))).is_err());
    assert_eq!(fingerprint(&path, "first"), made);
    change_passphrase(&path, &given("first"), Some(&given("second"))).unwrap();
    assert!(load(&path, &given("first")).is_err());
    assert_eq!(fingerprint(&path, "second"), made);
    change_passphrase(&path, &given("second"), None).unwrap();
    assert_eq!(fingerprint(&path, ""), made);
    assert_eq!(Stored::read(&path).unwrap().created(), Some(created.as_str()));
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing is left beside it");
    #[cfg(unix)]
    assert_eq!(mode(&path), 0o600);
}

#[cfg(unix)]
#[test]
fn a_link_to_a_key_file_stays_a_link() {
    let (folder, path, made) = made(None);
    let link = folder.path().join("link.key");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    change_passphrase(&link, &given(""), Some(&given("new"))).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fingerprint(&path, "new"), made);
}

#[test]
fn a_backup_is_the_same_and_overwrites_nothing() {
    let (folder, path, made) = made(Some("horse"));
    let elsewhere = folder.path().join("safe/copy.key");
    let backup = back_up(&path, &elsewhere).unwrap();
    assert!(backup.is_private);
    assert_eq!(fingerprint(&elsewhere, "horse"), made);
    assert!(matches!(back_up(&path, &elsewhere), Err(KeyError::Exists { .. })));
    let inside = back_up(&path, &folder.path().join("safe")).unwrap();
    assert_eq!(inside.path, folder.path().join("safe/analyst.key"));
    assert!(matches!(back_up(&path, &path), Err(KeyError::Exists { .. })));
    assert_eq!(fingerprint(&path, "horse"), made);
}

#[test]
fn what_is_no_key_is_not_backed_up() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("analyst.key");
    files::write_new(&path, b"nothing").unwrap();
    assert!(matches!(back_up(&path, &folder.path().join("copy")), Err(KeyError::Content { .. })));
    assert!(!folder.path().join("copy").exists());
}

#[test]
fn a_key_file_that_changes_is_noticed() {
    let (folder, path, _) = made(None);
    let stamp = Stored::read(&path).unwrap().stamp();
    stamp.check().unwrap();
    change_passphrase(&path, &given(""), Some(&given("new"))).unwrap();
    assert!(matches!(stamp.check(), Err(KeyError::Changed { .. })));
    fs::rename(&path, folder.path().join("away")).unwrap();
    assert!(matches!(stamp.check(), Err(KeyError::Missing { .. })));
}
