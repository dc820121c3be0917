//! The `key` commands: make a key file, show it, try it, change its passphrase, copy it.

use std::{
    fmt::Write,
    path::{Path, PathBuf},
};

use tacit_envelope::fingerprint::Fingerprint;

use crate::{
    context::Context,
    error::Error,
    invitations::Book,
    keyfile::{self, Stored},
    output,
    passphrase::Passphrase,
    session::Sessions,
};

/// How many of a fingerprint's words stand in a line.
const WORDS_A_LINE: usize = 4;

/// `key new` and `keygen`: a passphrase is used when it is asked for, or given.
pub fn new(context: &Context, protect: bool) -> Result<(), Error> {
    let passphrase = match protect || context.passphrase.is_given() {
        true => Some(context.passphrase.new_one()?),
        false => None,
    };
    let fingerprint = keyfile::generate(&context.key, passphrase.as_ref().map(|text| text.as_str()))?;
    context.ui.say(&format!(
        "Your key is in {}. Keep a copy in a safe place: without it nobody can compute your sessions' results. Make one \
         with: tacit-analyst key backup FILE{}\n\
         Its fingerprint, for participants to compare:",
        context.key.display(),
        named(&context.key)
    ));
    output::line(fingerprint)
}

/// How a command is told of this key file, if it has to be.
fn named(key: &Path) -> String {
    match keyfile::default_path() {
        Ok(default) if default == key => String::new(),
        _ => format!(" --key {}", key.display()),
    }
}

/// `key show`: which key it is.
pub fn show(context: &Context) -> Result<(), Error> {
    let stored = Stored::read(&context.key)?;
    let protected = if stored.is_protected() { "by a passphrase" } else { "no" };
    let created = stored.created().unwrap_or("not said").to_owned();
    let fingerprint = stored.open(&context.passphrase)?.public().fingerprint();
    output::text(&format!(
        "key file     {}\ncreated      {created}\nprotected    {protected}\nfingerprint  {fingerprint}\nin words     {}\n",
        context.key.display(),
        words(&fingerprint)
    ))
}

/// `key verify`: whether the key file is whole, private, opens, and its key does what sessions need.
pub fn verify(context: &Context) -> Result<(), Error> {
    // Reading checks its permissions and checksum, opening tries its keys.
    let stored = Stored::read(&context.key)?;
    let protected = stored.is_protected();
    let fingerprint = stored.open(&context.passphrase)?.public().fingerprint();
    let mut text = format!("{} is whole, and only you can read it.\n", context.key.display());
    if protected {
        text.push_str("Its passphrase opens it.\n");
    }
    let _ = write!(
        text,
        "What is sealed to it opens, and what it signs verifies.\nIts fingerprint is {fingerprint}.\n"
    );
    output::text(&text)
}

/// What `key change-passphrase` changes it to.
#[derive(Debug)]
pub enum Change {
    /// To the passphrase in this file's first line; without a file, in the environment or asked for.
    To(Option<PathBuf>),
    /// To none.
    Remove,
}

/// `key change-passphrase`.
pub fn change_passphrase(context: &Context, change: Change) -> Result<(), Error> {
    let new = match change {
        Change::To(file) => Some(Passphrase::changed(file)),
        Change::Remove => None,
    };
    keyfile::change_passphrase(&context.key, &context.passphrase, new.as_ref())?;
    let now = if new.is_some() { "has a new passphrase" } else { "has no passphrase any more" };
    context.ui.say(&format!(
        "{} {now}. Its key and fingerprint are the same. Copies made before open as they did: replace them.",
        context.key.display()
    ));
    Ok(())
}

/// `key backup`.
pub fn backup(context: &Context, to: &Path) -> Result<(), Error> {
    let backup = keyfile::back_up(&context.key, to)?;
    context.ui.say(&format!(
        "A copy of {} is in {}, read back and compared.",
        context.key.display(),
        backup.path.display()
    ));
    let companions = companions(&context.key)?;
    if !companions.is_empty() {
        context.ui.say(&format!(
            "What this folder remembers of your sessions, and whom you invited, isn't in it. Copy these too, and again after you \
             invited more:\n  {}",
            companions.join("\n  ")
        ));
    }
    if !backup.is_private {
        context.ui.say(
            "Warning: others can read files there, whatever their permissions. Keep the disk where nobody else gets at it, \
             or give the key a passphrase first with: tacit-analyst key change-passphrase",
        );
    }
    Ok(())
}

/// The list of sessions and the books of invitations beside a key file, where there are any.
fn companions(key: &Path) -> Result<Vec<String>, Error> {
    let mut paths = Book::all_beside(key)?;
    paths.push(Sessions::path(key));
    paths.retain(|path| path.exists());
    paths.sort();
    Ok(paths.iter().map(|path| path.display().to_string()).collect())
}

fn words(fingerprint: &Fingerprint) -> String {
    let lines: Vec<_> = fingerprint.words().chunks(WORDS_A_LINE).map(|words| words.join(" ")).collect();
    lines.join("\n             ")
}
