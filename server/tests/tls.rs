//! The program with a certificate of its own, which is renewed while it runs.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    process::Command,
};

use rcgen::{CertifiedKey, generate_simple_self_signed};
use reqwest::{Certificate, Client};

#[path = "common/program.rs"]
mod program;

use program::{command, start};

/// Puts a new certificate and its key where the program looks for them; what a client must trust.
fn renew(folder: &Path) -> Certificate {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    fs::write(folder.join("key.pem"), signing_key.serialize_pem()).unwrap();
    fs::write(folder.join("certificate.pem"), cert.pem()).unwrap();
    Certificate::from_pem(cert.pem().as_bytes()).unwrap()
}

/// Asks over a new connection, trusting only this certificate; the header that tells browsers to insist on https.
async fn ask(port: &str, trusted: &Certificate) -> Result<String, reqwest::Error> {
    // It may be installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder().tls_certs_only([trusted.clone()]).build()?;
    let answer = client.get(format!("https://localhost:{port}/healthz")).send().await?;
    let insists = answer.headers()["strict-transport-security"].to_str().unwrap().to_owned();
    assert_eq!(answer.text().await?, "ok");
    Ok(insists)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewed_certificate_is_used_without_a_new_start() {
    let dir = tempfile::tempdir().unwrap();
    let first = renew(dir.path());
    let mut command = command(&dir.path().join("data"));
    for (option, file) in [("--tls-certificate", "certificate.pem"), ("--tls-key", "key.pem")] {
        command.arg(option).arg(dir.path().join(file));
    }
    let mut server = start(&mut command);
    let port = server.url.strip_prefix("https://127.0.0.1:").unwrap().to_owned();
    assert!(ask(&port, &first).await.unwrap().starts_with("max-age="));
    let plain = Client::new().get(format!("http://localhost:{port}/healthz")).send().await;
    assert!(plain.is_err(), "without TLS nothing is answered");

    let second = renew(dir.path());
    server.hang_up("has been renewed");
    ask(&port, &second).await.unwrap();
    assert!(ask(&port, &first).await.is_err(), "the old one is gone");

    // Who begins no handshake, or doesn't go on with one, is let go when the server stops.
    let mut waiting = ["", "\x16\x03\x01\x01"].map(|beginning| {
        let mut stream = TcpStream::connect(("127.0.0.1", port.parse().unwrap())).unwrap();
        stream.write_all(beginning.as_bytes()).unwrap();
        stream
    });
    fs::write(dir.path().join("certificate.pem"), "damaged").unwrap();
    server.hang_up("stays as it was");
    ask(&port, &second).await.unwrap();

    server.stop();
    let mut log = String::new();
    server.log.read_to_string(&mut log).unwrap();
    assert!(log.contains("stopping") && !log.contains("unfinished"), "{log}");
    assert!(waiting.iter_mut().all(|stream| stream.read(&mut [0]).unwrap_or(0) == 0));
}

#[test]
fn files_that_are_no_pair_are_refused_at_the_start() {
    let dir = tempfile::tempdir().unwrap();
    renew(dir.path());
    let first = fs::read(dir.path().join("key.pem")).unwrap();
    renew(dir.path());
    let [certificate, key] =
        ["certificate.pem", "key.pem"].map(|name| dir.path().join(name).display().to_string());
    let refused = |args: &[&str]| {
        let output = Command::new(program::PROGRAM)
            .args(["check-config", "--data-dir"])
            .arg(dir.path().join("data"))
            .env_remove("TACIT_STORE")
            .args(args)
            .output()
            .unwrap();
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(refused(&["--tls-certificate", &certificate]).contains("--tls-key"));
    let said = refused(&["--tls-certificate", &key, "--tls-key", &key]);
    assert!(said.contains("there is no certificate in"), "{said}");
    // A key whose lines were put into one: the library's own message would repeat it.
    let one_line = String::from_utf8(first.clone()).unwrap().replace('\n', "");
    fs::write(&key, &one_line).unwrap();
    let said = refused(&["--tls-certificate", &certificate, "--tls-key", &key]);
    assert!(
        said.contains("cut off or damaged")
            && !said.contains("45, 45, 45")
            && !said.contains(&one_line[30..60]),
        "{said}"
    );
    fs::write(&key, first).unwrap();
    let said = refused(&["--tls-certificate", &certificate, "--tls-key", &key]);
    assert!(said.contains("can't be used together"), "{said}");
}
