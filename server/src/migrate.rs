//! Moving everything from one store into another.

use std::{
    io::{IsTerminal, Write, stderr, stdout},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{Context, bail, ensure};
use tacit_server::{
    MigrationProgress, give_up, give_up_without_target, migrate,
    store::{
        embedded::EmbeddedStore,
        mongo::MongoStore,
        portable::{MoveState, Portable},
    },
};

use crate::{
    cli::MigrateArgs,
    settings::{Settings, StoreChoice},
};

/// How often a line says how far it is; on a terminal, the line is written anew.
const EVERY: Duration = Duration::from_secs(10);
const EVERY_ON_TERMINAL: Duration = Duration::from_millis(200);

const GIVEN_UP: &str = "Given up: servers can use the old store again.";

/// Moves everything, or gives it up.
#[tokio::main]
pub(crate) async fn run(args: MigrateArgs) -> anyhow::Result<()> {
    let settings = args.settings.settle()?;
    let database = |own: Option<String>| own.unwrap_or_else(|| settings.mongodb_database.clone());
    let from = Place::parse(&text(args.from, args.from_file)?, "--from", database(args.from_database))?;
    if args.target_is_lost {
        let from = from.open(&settings, Some("--from")).await?;
        let done = give_up_without_target(from.portable()).await;
        from.close().await;
        done?;
        writeln!(stdout(), "{GIVEN_UP}")?;
        return Ok(());
    }
    let to = Place::parse(&text(args.to, args.to_file)?, "--to", database(args.to_database))?;
    ensure!(from != to, "--from and --to are the same store.");
    if matches!(from, Place::MongoDb(..)) || matches!(to, Place::MongoDb(..)) {
        writeln!(
            stderr(),
            "Stop all servers on this MongoDB. One that goes on acknowledges nothing any more of what is moved away."
        )?;
    }
    let from = from.open(&settings, Some("--from")).await?;
    let state = from.portable().move_state().await?;
    // What a move was begun with is there: a slip of the hand makes no other file.
    let is_begun = matches!(state, MoveState::Leaving(_) | MoveState::GivingUp(_) | MoveState::Left(_));
    let to = to.open(&settings, (is_begun || args.give_up).then_some("--to")).await?;
    let done = work(from.portable(), to.portable(), args.give_up).await;
    from.close().await;
    to.close().await;
    done
}

async fn work(from: &dyn Portable, to: &dyn Portable, gives_up: bool) -> anyhow::Result<()> {
    if gives_up {
        give_up(from, to).await?;
        writeln!(stdout(), "{GIVEN_UP}")?;
        return Ok(());
    }
    let line = Line::new();
    let moved = migrate(from, to, &|progress| line.say(progress)).await;
    line.end();
    writeln!(
        stdout(),
        "{} sessions were moved. Set `store` of every server to the new one, with the same master key and the list beside it \
         (….released). Then destroy the old one: it keeps what releases destroy.",
        moved?
    )?;
    Ok(())
}

/// Where a store is.
#[derive(PartialEq, Eq)]
enum Place {
    /// In this file or folder, or in the data folder.
    Embedded(Option<PathBuf>),
    /// At this address, the database of this name.
    MongoDb(String, String),
}

enum Opened {
    Embedded(EmbeddedStore),
    MongoDb(MongoStore),
}

fn text(given: Option<String>, file: Option<PathBuf>) -> anyhow::Result<String> {
    match (given, file) {
        (Some(text), _) => Ok(text),
        (None, Some(path)) => {
            let text = std::fs::read_to_string(&path);
            let text =
                text.with_context(|| format!("can't read the store's address in {}", path.display()))?;
            Ok(text.trim().to_owned())
        }
        (None, None) => bail!("say with --from and --to which store is to be moved where."),
    }
}

impl Place {
    fn parse(text: &str, option: &str, database: String) -> anyhow::Result<Self> {
        if let Some(path) = text.strip_prefix("embedded:") {
            ensure!(!path.is_empty(), "{option}: after `embedded:` comes the store's file or folder.");
            return Ok(Self::Embedded(Some(path.into())));
        }
        match StoreChoice::parse(text).with_context(|| format!("{option} can't be used"))? {
            StoreChoice::Embedded => Ok(Self::Embedded(None)),
            StoreChoice::MongoDb(uri) => Ok(Self::MongoDb(uri, database)),
        }
    }

    /// `named`: by which option, if a file that isn't there isn't to be made.
    async fn open(self, settings: &Settings, named: Option<&str>) -> anyhow::Result<Opened> {
        match self {
            Self::Embedded(path) => {
                let file = path.map_or_else(|| settings.database(), |path| file_in(&path));
                if let Some(option) = named {
                    ensure!(file.exists(), "there is no store {}. Check {option}.", file.display());
                }
                Ok(Opened::Embedded(EmbeddedStore::open_to_move(&file)?))
            }
            Self::MongoDb(uri, database) => {
                Ok(Opened::MongoDb(MongoStore::connect_to_move(&uri, &database, &settings.mongodb).await?))
            }
        }
    }
}

/// The store's file, if its folder is meant.
fn file_in(path: &Path) -> PathBuf {
    if path.is_dir() { path.join("tacit.db") } else { path.into() }
}

impl Opened {
    fn portable(&self) -> &dyn Portable {
        match self {
            Self::Embedded(store) => store,
            Self::MongoDb(store) => store,
        }
    }

    async fn close(self) {
        if let Self::MongoDb(store) = self {
            store.shutdown().await;
        }
    }
}

/// The line that says how far it is.
struct Line {
    said: Mutex<Said>,
    is_terminal: bool,
}

struct Said {
    participants: u64,
    at: Instant,
}

impl Line {
    fn new() -> Self {
        let said = Said { participants: 0, at: Instant::now() };
        Self { said: Mutex::new(said), is_terminal: stderr().is_terminal() }
    }

    /// Whether anybody reads this makes no difference to the move.
    fn say(&self, progress: MigrationProgress<'_>) {
        match progress {
            MigrationProgress::Copied { session, participants } => {
                let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
                said.participants += participants;
                let every = if self.is_terminal { EVERY_ON_TERMINAL } else { EVERY };
                if said.at.elapsed() >= every {
                    said.at = Instant::now();
                    let end = if self.is_terminal { "\r" } else { "\n" };
                    let _ = write!(stderr(), "{} participants copied, now {session}{end}", said.participants);
                }
            }
            MigrationProgress::Verified { session, digest } => {
                self.end();
                let _ = writeln!(stdout(), "{session} {digest} in both");
            }
        }
    }

    /// Clears it.
    fn end(&self) {
        if self.is_terminal {
            let _ = write!(stderr(), "\r\x1b[K");
        }
    }
}
