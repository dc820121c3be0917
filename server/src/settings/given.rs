//! Settings as they are given in one place, and what they come to.

use std::{
    env::{self, VarError},
    net::SocketAddr,
    path::PathBuf,
    time::Duration,
};

use anyhow::{Context, bail, ensure};
use clap::Args;
use serde::Deserialize;
use tacit_envelope::signing::VerifyingKey;
use tacit_protocol::{
    manifest::{MAX_NAME_CHARS, is_name},
    origin::Origin,
};
use tacit_server::{
    Proxies,
    config::{Limits, Quotas},
    store::mongo::MongoOptions,
};

use super::{
    Settings, StoreChoice, file,
    values::{LogStyle, Network, ProxyHeader},
};

/// The longest time-out of MongoDB, in seconds: a request has no longer.
const MAX_SECONDS: u32 = 60;
/// MongoDB's documents have at most 16 MiB; beside the report there is its key, and a little more.
const MAX_MONGODB_REPORT_BYTES: usize = (16 << 20) - (16 << 10);
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// The settings by the names of their options, which are also their names in the file. `Debug` isn't derived: the store's
/// address may hold a password.
#[derive(Args, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub(super) struct Given {
    /// Address and port to listen on [default: 127.0.0.1:8080]. Port 0: any free one.
    #[arg(long, env = "TACIT_LISTEN", value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Address and port for operators: /metrics for Prometheus, /healthz and /readyz. Keep it from others: it tells how
    /// much the server is used. Without it there are no metrics.
    #[arg(long, env = "TACIT_ADMIN_LISTEN", value_name = "ADDRESS")]
    admin_listen: Option<SocketAddr>,
    /// Folder for the database; made if it isn't there [default: tacit-data].
    #[arg(long, env = "TACIT_DATA_DIR", value_name = "FOLDER")]
    data_dir: Option<PathBuf>,
    /// File of the master key, if not beside the data folder (`tacit-data-master.key` beside `tacit-data`). Made if it
    /// isn't there. Back it up apart from the data folder: who has both reads the submissions. Several servers on one
    /// MongoDB share it.
    #[arg(long, env = "TACIT_MASTER_KEY_FILE", value_name = "FILE")]
    master_key: Option<PathBuf>,
    /// `embedded` (a file in the data folder), or a MongoDB address [env: TACIT_STORE] [default: embedded]. An address with a
    /// password goes in the environment or in a file of its own, which other users can't see.
    #[arg(long)]
    store: Option<String>,
    /// File in which the store's address is, instead of --store [env: TACIT_STORE_FILE].
    #[arg(long, value_name = "FILE", conflicts_with = "store")]
    store_file: Option<PathBuf>,
    /// Name of the MongoDB database [default: tacit].
    #[arg(long, env = "TACIT_MONGODB_DATABASE", value_name = "NAME")]
    mongodb_database: Option<String>,
    /// The most connections to each of MongoDB's members [default: as the address says, else 64]. 0: any number.
    #[arg(long, env = "TACIT_MONGODB_MAX_POOL", value_name = "NUMBER")]
    mongodb_max_pool: Option<u32>,
    /// How many of these are kept open [default: as the address says, else 0].
    #[arg(long, env = "TACIT_MONGODB_MIN_POOL", value_name = "NUMBER")]
    mongodb_min_pool: Option<u32>,
    /// How many seconds a connection to MongoDB may take to be made [default: as the address says, else 5].
    #[arg(long, env = "TACIT_MONGODB_CONNECT_TIMEOUT", value_name = "SECONDS")]
    mongodb_connect_timeout: Option<u32>,
    /// How many seconds a request waits for MongoDB's primary, or a write for a majority [default: as the address says, else 10].
    #[arg(long, env = "TACIT_MONGODB_TIMEOUT", value_name = "SECONDS")]
    mongodb_timeout: Option<u32>,
    /// Who runs this server, as participants and analysts are to read it: `Council of Example, IT`. 1 to 200 characters.
    /// Sessions keep the name under which they were created. Several servers on one MongoDB share it.
    #[arg(long, env = "TACIT_OPERATOR", value_name = "NAME", value_parser = operator)]
    operator: Option<String>,
    /// Signing key of an analyst who may create sessions here, 52 characters; repeat it for each (in the environment:
    /// separated by commas; in the file: a list). Without any, everybody may, or whoever has a code.
    #[arg(long, env = "TACIT_ANALYST_KEYS", value_name = "KEY", value_delimiter = ',')]
    analyst_key: Option<Vec<VerifyingKey>>,
    /// Whoever isn't listed with --analyst-key needs a code for each session, as `tacit-server codes` makes them.
    #[arg(long, env = "TACIT_CREATION_CODES", num_args = 0..=1, default_missing_value = "true", value_name = "BOOL")]
    creation_codes: Option<bool>,
    /// How many sessions of one analyst may be on this server that aren't released [default: 0, any number].
    #[arg(long, env = "TACIT_MAX_SESSIONS", value_name = "NUMBER")]
    max_sessions: Option<u32>,
    /// How many participants a session may be for [default: 0, any number].
    #[arg(long, env = "TACIT_MAX_PARTICIPANTS", value_name = "NUMBER")]
    max_participants: Option<u32>,
    /// How many bytes the reports of one analyst's sessions may come to, one a participant [default: 0, any number]. Replaced ones,
    /// at most 255 of each participant, come on top.
    #[arg(long, env = "TACIT_MAX_STORED_BYTES", value_name = "BYTES")]
    max_stored_bytes: Option<u64>,
    /// How many days a session is kept after it is over; then it is deleted with all its submissions and results [default: 0, until
    /// its analyst deletes it].
    #[arg(long, env = "TACIT_RETENTION_DAYS", value_name = "DAYS")]
    retention_days: Option<u32>,
    /// People reach this server over https only (a proxy before it does TLS): tell browsers to insist on it.
    #[arg(long, env = "TACIT_HTTPS", num_args = 0..=1, default_missing_value = "true", value_name = "BOOL")]
    pub(super) https: Option<bool>,
    /// Tell browsers to insist on https for all names below this server's too: for `tacit.example`, `other.tacit.example`. Not
    /// taken back for two years.
    #[arg(long, env = "TACIT_HTTPS_SUBDOMAINS", num_args = 0..=1, default_missing_value = "true", value_name = "BOOL")]
    https_subdomains: Option<bool>,
    /// File of the certificate with which this server speaks https itself, and after it those up to the issuer's root (PEM).
    /// Looked at again every minute and at SIGHUP.
    #[arg(long, env = "TACIT_TLS_CERTIFICATE", value_name = "FILE")]
    tls_certificate: Option<PathBuf>,
    /// File of the certificate's key (PEM).
    #[arg(long, env = "TACIT_TLS_KEY", value_name = "FILE")]
    tls_key: Option<PathBuf>,
    /// How many proxies stand before this server, one behind the other, each adding the address that it was asked from to
    /// --proxy-header [default: 0]: that many from its end is the client's. With 0, or from strangers, it isn't believed.
    #[arg(long, env = "TACIT_TRUSTED_HOPS", value_name = "NUMBER")]
    trusted_hops: Option<u8>,
    /// Address or network of the proxy that connects to this server; repeat it for each (in the environment: separated by
    /// commas; in the file: a list) [default: this machine and private networks].
    #[arg(long, env = "TACIT_TRUSTED_PROXIES", value_name = "NETWORK", value_delimiter = ',')]
    trusted_proxy: Option<Vec<Network>>,
    /// The header that these proxies write, whatever their clients sent [default: x-forwarded-for].
    #[arg(long, env = "TACIT_PROXY_HEADER", value_enum, value_name = "HEADER")]
    proxy_header: Option<ProxyHeader>,
    /// How many requests to the programming interface are taken from one address (of IPv6: one /64 network) a minute, and
    /// as many at once [default: 6000]. Analysts' are counted apart; this machine's own aren't. 0: any number.
    #[arg(long, env = "TACIT_ADDRESS_RATE", value_name = "REQUESTS")]
    address_rate: Option<u32>,
    /// How many requests are taken with one invitation a minute, and as many at once [default: 120]. 0: any number.
    #[arg(long, env = "TACIT_TOKEN_RATE", value_name = "REQUESTS")]
    token_rate: Option<u32>,
    /// How many connections may be open at once [default: 4096]. For more, the one that has asked nothing for longest is closed;
    /// if all are at work, they wait.
    #[arg(long, env = "TACIT_MAX_CONNECTIONS", value_name = "NUMBER")]
    max_connections: Option<usize>,
    /// How many of them from one address (of IPv6: one /64 network) [default: 3072], and never more than three times as many as are
    /// free or idle. For more, one of its own that has asked nothing is closed; if all are at work, the new one. Those of proxies that --trusted-hops counts don't. 0: any number.
    #[arg(long, env = "TACIT_MAX_ADDRESS_CONNECTIONS", value_name = "NUMBER")]
    max_address_connections: Option<usize>,
    /// How many submissions, and how many of other tasks, may wait for the processor, and how many requests for the store;
    /// more are sent away for a moment (503) [default: 512].
    #[arg(long, env = "TACIT_MAX_WAITING", value_name = "NUMBER")]
    max_waiting: Option<usize>,
    /// How many seconds the server goes on as before when it is told to stop, while /readyz already says so: as long as a
    /// load balancer before several servers takes to notice [default: 0].
    #[arg(long, env = "TACIT_SHUTDOWN_DELAY", value_name = "SECONDS")]
    shutdown_delay: Option<u16>,
    /// How many seconds requests under way may take to finish then [default: 10]. Submissions by slow telephones take minutes; clients send
    /// again what is cut off.
    #[arg(long, env = "TACIT_SHUTDOWN_GRACE", value_name = "SECONDS")]
    shutdown_grace: Option<u16>,
    /// Another web page whose scripts may use the programming interface, by its origin: https://other.example; repeat it for
    /// each (in the environment: separated by commas; in the file: a list). This server's own page needs none.
    #[arg(long, env = "TACIT_CORS_ORIGINS", value_name = "ORIGIN", value_delimiter = ',')]
    cors_origin: Option<Vec<Origin>>,
    /// The longest report to take, in bytes [default: 4194304]. Forms whose reports are longer are refused.
    #[arg(long, env = "TACIT_MAX_REPORT_BYTES", value_name = "BYTES")]
    pub(super) max_report_bytes: Option<usize>,
    /// How log lines look [default: text].
    #[arg(long, env = "TACIT_LOG_FORMAT", value_enum)]
    pub(super) log_format: Option<LogStyle>,
    /// What is logged: `error`, `warn`, `info`, `debug`, or as tracing's filters have it [default: info].
    #[arg(long, env = "TACIT_LOG", value_name = "FILTER")]
    log: Option<String>,
}

impl Given {
    /// The store as the environment names it. Not by way of the command line's own environment: whichever of the two ways is given there
    /// goes before both of these.
    pub(super) fn store_in_environment() -> anyhow::Result<Self> {
        let text = |name: &str| match env::var(name) {
            Ok(text) => Ok(Some(text)),
            Err(VarError::NotPresent) => Ok(None),
            Err(VarError::NotUnicode(_)) => bail!("{name} in the environment is no text. Set it anew."),
        };
        let (store, store_file) = (text("TACIT_STORE")?, text("TACIT_STORE_FILE")?.map(PathBuf::from));
        Ok(Self { store, store_file, ..Self::default() })
    }

    /// What is given here, and the rest as it is given there.
    pub(super) fn or(self, there: Self) -> Self {
        // Each of the two ways to name a store stands against both.
        let (store, store_file) = match (self.store, self.store_file) {
            (None, None) => (there.store, there.store_file),
            here => here,
        };
        macro_rules! first {
            ($($name:ident)*) => { Self { store, store_file, $($name: self.$name.or(there.$name),)* } };
        }
        first! {
            listen admin_listen data_dir https_subdomains shutdown_delay shutdown_grace master_key mongodb_database mongodb_max_pool mongodb_min_pool mongodb_connect_timeout
            mongodb_timeout operator analyst_key https tls_certificate tls_key
            trusted_hops trusted_proxy proxy_header address_rate token_rate max_connections max_address_connections max_waiting cors_origin
            creation_codes max_sessions max_participants max_stored_bytes retention_days max_report_bytes log_format log
        }
    }

    /// Settles everything.
    pub(super) fn settle(self) -> anyhow::Result<Settings> {
        let store = match (self.store, self.store_file) {
            (Some(_), Some(_)) => bail!("both `store` and `store-file` are set. Keep one of them."),
            (store, None) => store.unwrap_or_else(|| "embedded".to_owned()),
            (None, Some(path)) => file::secret(&path)?,
        };
        let tls = match (self.tls_certificate, self.tls_key) {
            (Some(certificate), Some(key)) => Some((certificate, key)),
            (None, None) => None,
            _ => bail!("TLS needs both --tls-certificate and --tls-key. Set the other one too, or none."),
        };
        let (proxies, limits) = (Proxies::default(), Limits::default());
        let proxy_header = self.proxy_header.unwrap_or(ProxyHeader::XForwardedFor);
        ensure!(
            self.trusted_hops.is_some_and(|hops| hops > 0)
                || (self.trusted_proxy.is_none() && self.proxy_header.is_none()),
            "`trusted-proxy` and `proxy-header` count for nothing without `trusted-hops`. Say how many proxies there are."
        );
        let networks =
            self.trusted_proxy.map(|networks| networks.into_iter().map(|network| network.0).collect());
        let mongodb = MongoOptions {
            max_pool: self.mongodb_max_pool,
            min_pool: self.mongodb_min_pool,
            connect_timeout: seconds("mongodb-connect-timeout", self.mongodb_connect_timeout)?,
            timeout: seconds("mongodb-timeout", self.mongodb_timeout)?,
        };
        ensure!(
            mongodb.max_pool.is_none_or(|max| max == 0 || mongodb.min_pool.is_none_or(|min| min <= max)),
            "`mongodb-min-pool` is more than `mongodb-max-pool`. Set it lower, or that higher."
        );
        let store = StoreChoice::parse(&store)?;
        ensure!(
            matches!(store, StoreChoice::Embedded)
                || self.max_report_bytes.is_none_or(|bytes| bytes <= MAX_MONGODB_REPORT_BYTES),
            "`max-report-bytes` is more than a document of MongoDB holds with what belongs to it. Set at most {MAX_MONGODB_REPORT_BYTES}."
        );
        let listen = self.listen.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080)));
        ensure!(
            listen.port() == 0 || self.admin_listen != Some(listen),
            "`listen` and `admin-listen` are the same. Operators are answered at a port of their own: set another."
        );
        ensure!(
            self.max_connections != Some(0),
            "`max-connections` is 0: nobody would be answered. Set at least 1."
        );
        let operator = self.operator.map(|name| operator(&name)).transpose();
        Ok(Settings {
            listen,
            admin_listen: self.admin_listen,
            data_dir: self.data_dir.unwrap_or_else(|| "tacit-data".into()),
            master_key: self.master_key,
            store,
            mongodb_database: self.mongodb_database.unwrap_or_else(|| "tacit".to_owned()),
            mongodb,
            operator: operator.map_err(anyhow::Error::msg).context("`operator` is no name")?,
            analyst_keys: self.analyst_key.unwrap_or_default(),
            creation_codes: self.creation_codes.unwrap_or_default(),
            quotas: Quotas {
                sessions: self.max_sessions.unwrap_or_default(),
                participants: self.max_participants.unwrap_or_default(),
                bytes: self.max_stored_bytes.unwrap_or_default(),
            },
            retention_days: self.retention_days.unwrap_or_default(),
            https: self.https.unwrap_or_default(),
            https_subdomains: self.https_subdomains.unwrap_or_default(),
            tls,
            proxies: Proxies {
                hops: self.trusted_hops.unwrap_or(proxies.hops),
                networks: networks.unwrap_or(proxies.networks),
                header: proxy_header.into(),
            },
            proxy_header,
            cors_origins: self.cors_origin.unwrap_or_default(),
            limits: Limits {
                max_report_bytes: self.max_report_bytes.unwrap_or(limits.max_report_bytes),
                address_rate: self.address_rate.unwrap_or(limits.address_rate),
                token_rate: self.token_rate.unwrap_or(limits.token_rate),
                address_connections: self.max_address_connections.unwrap_or(limits.address_connections),
                connections: self.max_connections.unwrap_or(limits.connections),
                shutdown_delay: Duration::from_secs(self.shutdown_delay.unwrap_or_default().into()),
                shutdown_grace: self
                    .shutdown_grace
                    .map_or(limits.shutdown_grace, |seconds| Duration::from_secs(seconds.into())),
                waiting: self.max_waiting.unwrap_or(limits.waiting),
                retention_ms: u64::from(self.retention_days.unwrap_or_default()) * DAY_MS,
                ..limits
            },
            log_format: self.log_format.unwrap_or(LogStyle::Text),
            log: self.log.unwrap_or_else(|| "info".to_owned()),
        })
    }
}

/// A time-out of MongoDB.
fn seconds(name: &str, set: Option<u32>) -> anyhow::Result<Option<Duration>> {
    let fits = set.is_none_or(|seconds| (1..=MAX_SECONDS).contains(&seconds));
    ensure!(fits, "`{name}` is a number of seconds from 1 to {MAX_SECONDS}.");
    Ok(set.map(|seconds| Duration::from_secs(seconds.into())))
}

/// A name that manifests take, without white space around it.
fn operator(text: &str) -> Result<String, String> {
    let wrong = || format!("write 1 to {MAX_NAME_CHARS} characters in one line");
    is_name(text).then(|| text.trim().to_owned()).ok_or_else(wrong)
}
