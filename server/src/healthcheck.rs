//! Asks a running server whether it is well.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, ToSocketAddrs},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, bail, ensure};
use http::Uri;

use crate::{cli::HealthcheckArgs, settings::Settings};

const PATIENCE: Duration = Duration::from_secs(5);
const BETWEEN: Duration = Duration::from_millis(200);

/// Fails unless the server answers that it is well, within the time that it is waited for.
pub(crate) fn healthcheck(args: HealthcheckArgs) -> anyhow::Result<()> {
    let end = Instant::now() + Duration::from_secs(args.wait.into());
    let url = match args.url {
        Some(url) => url,
        None => format!("http://{}", address(&args.settings.settle()?)?).parse()?,
    };
    let (host, address) = resolved(&url)?;
    loop {
        let asked = ask(host, &address);
        if asked.is_ok() || Instant::now() + BETWEEN > end {
            return asked;
        }
        thread::sleep(BETWEEN);
    }
}

/// Where a server with these settings answers by http, asked from beside it.
fn address(settings: &Settings) -> anyhow::Result<SocketAddr> {
    let listen = if settings.tls.is_none() { Some(settings.listen) } else { settings.admin_listen };
    let mut address = listen.context(
        "the server speaks https, which isn't asked here. Set `admin-listen`, where it answers operators by http.",
    )?;
    ensure!(
        address.port() != 0,
        "by the settings the server listens on any free port. Say which one it is with --url."
    );
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    Ok(address)
}

/// The host as the address names it, and where that is.
fn resolved(url: &Uri) -> anyhow::Result<(&str, SocketAddr)> {
    ensure!(
        url.scheme_str().is_none_or(|scheme| scheme == "http"),
        "only http:// addresses can be asked. Run this beside the server and ask it directly, not its proxy."
    );
    let host = url.host().context("the address names no host. It should look like http://127.0.0.1:8080.")?;
    let name = host.trim_start_matches('[').trim_end_matches(']');
    let address = (name, url.port_u16().unwrap_or(80))
        .to_socket_addrs()
        .ok()
        .and_then(|mut addresses| addresses.next())
        .with_context(|| format!("the host {name} can't be found. Check its name."))?;
    Ok((host, address))
}

fn ask(host: &str, address: &SocketAddr) -> anyhow::Result<()> {
    let mut stream = TcpStream::connect_timeout(address, PATIENCE)
        .with_context(|| format!("nothing listens on {address}. Is the server running?"))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream
        .write_all(format!("GET /readyz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes())?;
    let mut answer = Vec::new();
    stream
        .take(64 << 10)
        .read_to_end(&mut answer)
        .context("the server doesn't answer in time. Its log says what it is doing.")?;
    let status = String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned();
    match status.split(' ').nth(1) {
        Some("200") => Ok(()),
        _ => bail!("the server isn't well: {status:?}. Its log says why."),
    }
}
