//! The command line.

use std::{net::SocketAddr, path::PathBuf};

use anyhow::bail;
use clap::{Args, Parser, Subcommand, ValueEnum};
use tacit_envelope::signing::VerifyingKey;
use tacit_protocol::manifest::{MAX_NAME_CHARS, is_name};
use tacit_server::telemetry::LogFormat;

const EXIT_CODES: &str = "\
Exit codes:
  0  Stopped when told to (SIGINT, SIGTERM); with healthcheck: the server is well.
  1  Failed, and said why; with healthcheck: the server isn't well.
  2  The command line can't be understood.";

/// Stores sealed survey answers, serves the participants' page, and computes with tacit-analyst.
#[derive(Parser)]
#[command(name = "tacit-server", version, args_conflicts_with_subcommands = true, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: ServeArgs,
}

/// What to do.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Run the server (this is what happens without a command, too).
    Serve(ServeArgs),
    /// Ask a running server whether it is well; exit code 0 if it is.
    Healthcheck(HealthcheckArgs),
}

/// How to run the server.
#[derive(Args)]
pub(crate) struct ServeArgs {
    /// Address and port to listen on. Port 0: any free one.
    #[arg(long, env = "TACIT_LISTEN", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// Folder for the database; made if it isn't there.
    #[arg(long, env = "TACIT_DATA_DIR", default_value = "tacit-data")]
    pub(crate) data_dir: PathBuf,
    /// File of the master key, if not beside the data folder (`tacit-data-master.key` beside `tacit-data`). Made if it
    /// isn't there. Back it up apart from the data folder: who has both reads the submissions. Several servers on one
    /// MongoDB share it.
    #[arg(long, env = "TACIT_MASTER_KEY_FILE")]
    pub(crate) master_key: Option<PathBuf>,
    /// `embedded` (a file in the data folder), or a MongoDB address. An address with a password goes in the
    /// environment, which other users can't see.
    #[arg(long, env = "TACIT_MONGODB_URI", hide_env_values = true, default_value = "embedded")]
    pub(crate) store: String,
    /// Name of the MongoDB database.
    #[arg(long, env = "TACIT_MONGODB_DATABASE", default_value = "tacit")]
    pub(crate) mongodb_database: String,
    /// Who runs this server, as participants and analysts are to read it: `Council of Example, IT`. 1 to 200 characters.
    /// Sessions keep the name under which they were created. Several servers on one MongoDB share it.
    #[arg(long, env = "TACIT_OPERATOR", value_name = "NAME", value_parser = operator)]
    pub(crate) operator: Option<String>,
    /// Signing key of an analyst who may create sessions here, 52 characters; repeat it for each (in the environment:
    /// separated by commas). Without any, everybody may.
    #[arg(long = "analyst-key", env = "TACIT_ANALYST_KEYS", value_name = "KEY", value_delimiter = ',')]
    pub(crate) analyst_keys: Vec<VerifyingKey>,
    /// People reach this server over https only (a proxy before it does TLS): tell browsers to insist on it.
    #[arg(long, env = "TACIT_HTTPS")]
    pub(crate) https: bool,
    /// The longest report to take, in bytes. Forms whose reports are longer are refused.
    #[arg(long, env = "TACIT_MAX_REPORT_BYTES", default_value_t = 4 << 20)]
    pub(crate) max_report_bytes: usize,
    /// How log lines look. TACIT_LOG says what is logged (error, warn, info, debug).
    #[arg(long, env = "TACIT_LOG_FORMAT", value_enum, default_value_t = LogStyle::Text)]
    pub(crate) log_format: LogStyle,
}

/// Which server to ask.
#[derive(Args)]
pub(crate) struct HealthcheckArgs {
    /// The server's address; http only, from the same machine or container.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    pub(crate) url: http::Uri,
}

/// Where to keep what must be remembered.
pub(crate) enum StoreChoice {
    /// A file in the data folder.
    Embedded,
    /// MongoDB at this address, which may hold a password.
    MongoDb(String),
}

/// How log lines look.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum LogStyle {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl Cli {
    /// What to do; to serve, unless said otherwise.
    pub(crate) fn command(self) -> Command {
        self.command.unwrap_or(Command::Serve(self.serve))
    }
}

/// A name that manifests take, without white space around it.
fn operator(text: &str) -> Result<String, String> {
    let wrong = || format!("write 1 to {MAX_NAME_CHARS} characters in one line");
    is_name(text).then(|| text.trim().to_owned()).ok_or_else(wrong)
}

impl From<LogStyle> for LogFormat {
    fn from(style: LogStyle) -> Self {
        match style {
            LogStyle::Text => Self::Text,
            LogStyle::Json => Self::Json,
        }
    }
}

impl StoreChoice {
    /// Reads what `--store` says. The error doesn't repeat it: it may hold a password.
    pub(crate) fn parse(text: &str) -> anyhow::Result<Self> {
        if text == "embedded" {
            Ok(Self::Embedded)
        } else if text.starts_with("mongodb://") {
            Ok(Self::MongoDb(text.into()))
        } else if text.starts_with("mongodb+srv://") {
            bail!(
                "this server doesn't look MongoDB's hosts up in DNS, as mongodb+srv:// asks. List them: \
                 mongodb://user:password@host1,host2,host3/?replicaSet=name&tls=true."
            )
        } else {
            bail!(
                "the store is neither `embedded` nor a MongoDB address. Such an address looks like \
                 mongodb://user:password@host1,host2,host3/?replicaSet=name."
            )
        }
    }
}
