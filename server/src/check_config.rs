//! Whether a server could work with its settings.

use std::{
    io::{Write, stderr, stdout},
    path::Path,
    time::Duration,
};

use anyhow::{Context, ensure};
use rustix::fs::{Access, AtFlags, CWD, accessat};
use tacit_protocol::origin::Origin;
use tacit_server::{
    check_list, check_master_key,
    config::{Limits, Quotas},
    read_master_key, released_list,
    store::{
        MAX_REVISIONS, Needed, NeededKey, NeededList, OpenError, embedded,
        mongo::{MongoOptions, MongoStore},
    },
    telemetry,
};

use crate::{
    lists::say_list,
    settings::{Settings, StoreChoice},
};

/// How long MongoDB may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// How long the systemd unit and the composition in `server/deploy` wait for a server to stop.
const UNIT_WAITS: Duration = Duration::from_secs(30);

/// Shows the settings, without secrets, unless that is unwanted, and fails with what would keep a server from working. Makes and changes nothing. If MongoDB
/// doesn't answer, it says so and doesn't fail: a server may be started before it.
#[tokio::main]
pub(crate) async fn check(settings: &Settings, is_quiet: bool) -> anyhow::Result<()> {
    if !is_quiet {
        write!(stdout(), "{}", shown(settings)?)?;
    }
    telemetry::check_filter(&settings.log)?;
    settings.tls()?;
    folder("data folder", &settings.data_dir)?;
    let master_key = settings.master_key()?;
    match needed(settings).await? {
        Some(needed) => {
            check_master_key(&master_key, &needed.key)?;
            writable(&released_list(&master_key))?;
            let list = check_list(&master_key, &needed.list)?;
            if let Some(list) = list.filter(|_| !is_quiet) {
                say_list(&list, &mut stderr())?;
                if needed.list.is_new() && !list.ids.is_empty() {
                    writeln!(
                        stderr(),
                        "There is no store, or an empty one, though this list belongs to one that was in use: a server would begin with an empty \
                         store. If there should be one, look whether its volume is mounted and `data-dir` is right."
                    )?;
                }
            }
        }
        None if master_key.exists() => read_master_key(&master_key).map(drop)?,
        None => {}
    }
    if !master_key.exists() {
        folder("folder of the master key", master_key.parent().unwrap_or(Path::new("/")))?;
    }
    if let Some(advice) = stops_too_late(&settings.limits) {
        writeln!(stderr(), "{advice}")?;
    }
    if settings.https && settings.tls.is_none() && settings.proxies.hops == 0 {
        writeln!(
            stderr(),
            "`https = true` without a certificate says that there is a proxy before this server, but `trusted-hops` is 0: all of its clients \
             are limited as one. Set `trusted-hops` to how many proxies there are, and have each add the address that it was asked from to \
             `{}`.",
            settings.proxy_header.name()
        )?;
    }
    if let Some(most) = with_replaced(&settings.quotas) {
        writeln!(
            stderr(),
            "`max-stored-bytes` counts one report a participant. Those that are replaced are kept too, until the session is deleted: at worst \
             {most} bytes for one analyst."
        )?;
    }
    if !is_quiet {
        writeln!(stdout(), "A server can work with these settings.")?;
    }
    Ok(())
}

/// What an analyst's reports come to if every participant submits as often as may be.
fn with_replaced(quotas: &Quotas) -> Option<u64> {
    (quotas.bytes > 0).then(|| quotas.bytes.saturating_mul(MAX_REVISIONS.into()))
}

/// Which master key and which list the store needs; `None` if MongoDB doesn't answer. Whatever it answers that keeps a server away is an error.
async fn needed(settings: &Settings) -> anyhow::Result<Option<Needed>> {
    let uri = match &settings.store {
        StoreChoice::Embedded => {
            let file = settings.database();
            let new = || Needed { key: NeededKey::Any, list: NeededList::default() };
            // Before SQLite opens it, which would make files beside it with the same permissions.
            embedded::files(&file).iter().try_for_each(|file| writable(file))?;
            return Ok(Some(if file.exists() { embedded::needed(&file)? } else { new() }));
        }
        StoreChoice::MongoDb(uri) => uri,
    };
    let options = MongoOptions { timeout: Some(PATIENCE), ..settings.mongodb };
    match MongoStore::needed(uri, &settings.mongodb_database, &options).await {
        Err(error @ OpenError::Unreachable { .. }) => {
            writeln!(
                stderr(),
                "Whether user, password, master key and the list of released sessions are right couldn't be looked at: {error}"
            )?;
            Ok(None)
        }
        needed => Ok(Some(needed?)),
    }
}

/// What to do if stopping may take longer than what starts the server waits for it, where that is as in `server/deploy`.
fn stops_too_late(limits: &Limits) -> Option<String> {
    let needed = (limits.shutdown_delay + limits.shutdown_grace + MongoStore::CLOSING).as_secs();
    (needed > UNIT_WAITS.as_secs()).then(|| {
        format!(
            "Told to stop, a server with these settings takes up to {needed} seconds (`shutdown-delay`, then `shutdown-grace`, then its store). What starts it must wait as long before it kills it, and server/deploy has {}: set `TimeoutStopSec={needed}` \
             (systemctl edit tacit-server), in containers `stop_grace_period: {needed}s` or `docker stop --time {needed}`.",
            UNIT_WAITS.as_secs()
        )
    })
}

/// The settings as they could stand in a file.
fn shown(settings: &Settings) -> anyhow::Result<String> {
    let store = match &settings.store {
        StoreChoice::Embedded => "embedded",
        StoreChoice::MongoDb(_) => "mongodb://(not shown: it may hold a password)",
    };
    let keys: Vec<String> = settings.analyst_keys.iter().map(ToString::to_string).collect();
    let mut lines = vec![format!("listen = {:?}", settings.listen.to_string())];
    lines.extend(settings.admin_listen.map(|address| format!("admin-listen = {:?}", address.to_string())));
    lines.extend([
        format!("data-dir = {:?}", settings.data_dir),
        format!("master-key = {:?}", settings.master_key()?),
        format!("store = {store:?}"),
    ]);
    if matches!(settings.store, StoreChoice::MongoDb(_)) {
        lines.push(format!("mongodb-database = {:?}", settings.mongodb_database));
        let MongoOptions { max_pool, min_pool, connect_timeout, timeout } = settings.mongodb;
        let seconds = |time: Option<Duration>| time.map(|time| time.as_secs());
        let set = [
            ("max-pool", max_pool.map(u64::from)),
            ("min-pool", min_pool.map(u64::from)),
            ("connect-timeout", seconds(connect_timeout)),
            ("timeout", seconds(timeout)),
        ];
        lines.extend(set.iter().filter_map(|(name, set)| Some(format!("mongodb-{name} = {}", (*set)?))));
    }
    lines.extend(settings.operator.iter().map(|name| format!("operator = {name:?}")));
    lines.extend([
        format!("analyst-key = {keys:?}"),
        format!("creation-codes = {}", settings.creation_codes),
        format!("max-sessions = {}", settings.quotas.sessions),
        format!("max-participants = {}", settings.quotas.participants),
        format!("max-stored-bytes = {}", settings.quotas.bytes),
        format!("retention-days = {}", settings.retention_days),
        format!("https = {}", settings.https),
        format!("https-subdomains = {}", settings.https_subdomains),
    ]);
    if let Some((certificate, key)) = &settings.tls {
        lines.extend([format!("tls-certificate = {certificate:?}"), format!("tls-key = {key:?}")]);
    }
    let proxies: Vec<String> = settings.proxies.networks.iter().map(ToString::to_string).collect();
    let origins: Vec<&str> = settings.cors_origins.iter().map(Origin::bare).collect();
    let limits = &settings.limits;
    lines.extend([
        format!("trusted-hops = {}", settings.proxies.hops),
        format!("trusted-proxy = {proxies:?}"),
        format!("proxy-header = \"{}\"", settings.proxy_header.name()),
        format!("address-rate = {}", limits.address_rate),
        format!("token-rate = {}", limits.token_rate),
        format!("max-connections = {}", limits.connections),
        format!("max-address-connections = {}", limits.address_connections),
        format!("max-waiting = {}", limits.waiting),
        format!("shutdown-delay = {}", limits.shutdown_delay.as_secs()),
        format!("shutdown-grace = {}", limits.shutdown_grace.as_secs()),
        format!("cors-origin = {origins:?}"),
        format!("max-report-bytes = {}", limits.max_report_bytes),
        format!("log-format = \"{}\"", settings.log_format.name()),
        format!("log = {:?}", settings.log),
    ]);
    Ok(lines.join("\n") + "\n")
}

/// Fails unless this folder is there, or could be made because one above it is.
fn folder(what: &str, path: &Path) -> anyhow::Result<()> {
    let path = std::path::absolute(path)?;
    let above = path.ancestors().find(|above| above.exists()).context("there is no folder at all")?;
    ensure!(
        above.is_dir(),
        "the {what} {} can't be made: {} is no folder. Choose another.",
        path.display(),
        above.display()
    );
    ensure!(
        is_allowed(above, Access::WRITE_OK | Access::EXEC_OK),
        "the {what} {} can't be written. Give this user the right to.",
        path.display()
    );
    Ok(())
}

/// Fails if there is this file, and it can't be read and written.
fn writable(path: &Path) -> anyhow::Result<()> {
    ensure!(
        !path.exists() || is_allowed(path, Access::READ_OK | Access::WRITE_OK),
        "{} can't be read and written. Give this user the right to.",
        path.display()
    );
    Ok(())
}

/// By whoever runs this: not what permissions say, but what they come to.
fn is_allowed(path: &Path, access: Access) -> bool {
    accessat(CWD, path, access, AtFlags::EACCESS).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_unit_and_the_composition_wait_is_compared_with_what_stopping_takes() {
        let waits = UNIT_WAITS.as_secs();
        let unit = include_str!("../deploy/tacit-server.service");
        assert!(unit.lines().any(|line| line == format!("TimeoutStopSec={waits}")));
        let composition = include_str!("../deploy/compose.yaml");
        assert!(composition.lines().any(|line| line.trim() == format!("stop_grace_period: {waits}s")));
        let limits = |delay| Limits { shutdown_delay: Duration::from_secs(delay), ..Limits::default() };
        assert_eq!(stops_too_late(&limits(0)), None);
        assert_eq!(stops_too_late(&limits(15)), None);
        let advice = stops_too_late(&limits(16)).unwrap_or_default();
        assert!(
            advice.contains("TimeoutStopSec=31") && advice.contains("stop_grace_period: 31s"),
            "{advice}"
        );
    }
}
