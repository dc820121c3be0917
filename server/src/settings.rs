//! What an operator sets: on the command line, else in the environment, else in a file, else nothing.

mod file;
mod given;
mod values;

use std::{env, net::SocketAddr, path::PathBuf};

use anyhow::{Context, ensure};
use clap::Args;
use given::Given;
use tacit_envelope::signing::VerifyingKey;
use tacit_protocol::origin::Origin;
use tacit_server::{
    Proxies, Tls, TlsError,
    config::{Limits, Quotas},
    store::mongo::MongoOptions,
    telemetry::LogFormat,
};
use values::{LogStyle, ProxyHeader};

/// Where the settings are, and those that are given here.
#[derive(Args)]
pub(crate) struct SettingsArgs {
    /// A TOML file of settings, named as the options are: `listen = "0.0.0.0:8080"`. What is given on the command line
    /// or in the environment goes before it.
    #[arg(long, env = "TACIT_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    #[command(flatten)]
    given: Given,
}

/// All settings of a server.
pub(crate) struct Settings {
    pub(crate) listen: SocketAddr,
    pub(crate) admin_listen: Option<SocketAddr>,
    pub(crate) data_dir: PathBuf,
    pub(crate) master_key: Option<PathBuf>,
    pub(crate) store: StoreChoice,
    pub(crate) mongodb_database: String,
    pub(crate) mongodb: MongoOptions,
    pub(crate) operator: Option<String>,
    pub(crate) analyst_keys: Vec<VerifyingKey>,
    pub(crate) creation_codes: bool,
    pub(crate) quotas: Quotas,
    pub(crate) retention_days: u32,
    pub(crate) https: bool,
    pub(crate) https_subdomains: bool,
    /// The files of the certificate and of its key.
    pub(crate) tls: Option<(PathBuf, PathBuf)>,
    pub(crate) proxies: Proxies,
    pub(crate) proxy_header: ProxyHeader,
    pub(crate) cors_origins: Vec<Origin>,
    pub(crate) limits: Limits,
    pub(crate) log_format: LogStyle,
    pub(crate) log: String,
}

/// Where to keep what must be remembered.
pub(crate) enum StoreChoice {
    /// A file in the data folder.
    Embedded,
    /// MongoDB at this address, which may hold a password.
    MongoDb(String),
}

impl SettingsArgs {
    /// How log lines look, as far as that can be known: also if something else isn't set as it should be.
    pub(crate) fn log_format(&self) -> LogFormat {
        let in_file = || self.config.as_deref().and_then(|path| file::read(path).ok()?.log_format);
        self.given.log_format.or_else(in_file).unwrap_or(LogStyle::Text).into()
    }

    /// Reads the file, if one is named, and settles everything.
    ///
    /// # Errors
    ///
    /// What can't be read or understood, and what to do. No error repeats the store's address.
    pub(crate) fn settle(self) -> anyhow::Result<Settings> {
        file::check_environment(env::vars_os().filter_map(|(name, _)| name.into_string().ok()))?;
        let given = self.given.or(Given::store_in_environment()?);
        match &self.config {
            Some(path) => given.or(file::read(path)?).settle(),
            None => given.settle(),
        }
    }
}

impl Settings {
    /// What TLS is spoken with.
    ///
    /// # Errors
    ///
    /// When the files are no certificate and its key.
    pub(crate) fn tls(&self) -> Result<Option<Tls>, TlsError> {
        self.tls.as_ref().map(|(certificate, key)| Tls::load(certificate, key)).transpose()
    }

    /// The file of the embedded store.
    pub(crate) fn database(&self) -> PathBuf {
        self.data_dir.join("tacit.db")
    }

    /// The file of the master key.
    ///
    /// # Errors
    ///
    /// When it isn't set and there is no place beside the data folder.
    pub(crate) fn master_key(&self) -> anyhow::Result<PathBuf> {
        if let Some(path) = &self.master_key {
            return Ok(path.clone());
        }
        let folder = match self.data_dir.canonicalize() {
            Ok(folder) => folder,
            Err(_) => std::path::absolute(&self.data_dir)?,
        };
        let name = folder.file_name().with_context(|| {
            format!(
                "there is no place beside {}. Say with --master-key where that key is to be.",
                folder.display()
            )
        })?;
        let mut name = name.to_owned();
        name.push("-master.key");
        Ok(folder.with_file_name(name))
    }
}

impl StoreChoice {
    /// Reads what the store is set to. The error doesn't repeat it: it may hold a password.
    pub(crate) fn parse(text: &str) -> anyhow::Result<Self> {
        if text == "embedded" {
            return Ok(Self::Embedded);
        }
        ensure!(
            !text.starts_with("mongodb+srv://"),
            "this server doesn't look MongoDB's hosts up in DNS, as mongodb+srv:// asks. List them: \
             mongodb://user:password@host1,host2,host3/?replicaSet=name&tls=true."
        );
        ensure!(
            text.starts_with("mongodb://"),
            "the store is neither `embedded` nor a MongoDB address. Such an address looks like \
             mongodb://user:password@host1,host2,host3/?replicaSet=name."
        );
        Ok(Self::MongoDb(text.into()))
    }
}
