//! The way to the mail server.

use std::{env, net::IpAddr, path::Path};

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
    transport::smtp::{
        Error as SmtpError,
        authentication::Credentials,
        response::{Category, Code, Severity},
    },
};
use percent_encoding::percent_decode_str;
use url::Url;
use zeroize::Zeroizing;

use super::Send;
use crate::{error::Error, invitations::template, ui::Keyboard};

/// The variable with the mail server's password.
const PASSWORD: &str = "TACIT_SMTP_PASSWORD";

type Smtp = AsyncSmtpTransport<Tokio1Executor>;

/// A mail server.
pub(super) struct Transport(Smtp);

/// Why a message didn't go: the mail server's words, which hold no link.
pub(super) enum Undelivered {
    /// This one doesn't; others may.
    Refused(Answer),
    /// Nothing goes now.
    Stopped(String),
}

/// Why one message didn't go.
pub(super) struct Answer {
    pub(super) reason: String,
    /// It won't go later either.
    pub(super) is_final: bool,
    /// It is said to be because of the address or its mailbox.
    pub(super) is_about_address: bool,
}

impl Transport {
    /// The one that was named; may ask for its password.
    pub(super) fn of(send: &Send) -> Result<Self, Error> {
        let usage = |problem: &str| {
            Error::Usage(format!("--smtp {problem}. Write it like smtps://user@mail.example.org."))
        };
        let host = send.smtp.host_str().ok_or_else(|| usage("names no host"))?;
        let unusable = |error: SmtpError| usage(&format!("can't be used: {error}"));
        let mut builder = match (send.smtp.scheme(), is_local(&send.smtp)) {
            ("smtps", _) => Smtp::relay(host).map_err(unusable)?,
            ("smtp", false) => Smtp::starttls_relay(host).map_err(unusable)?,
            // Nothing leaves this machine by this.
            ("smtp", true) => Smtp::builder_dangerous(host),
            _ => return Err(usage("must begin with smtps:// or smtp://")),
        };
        if let Some(port) = send.smtp.port() {
            builder = builder.port(port);
        }
        let user = user(&send.smtp).map_err(usage)?;
        if !user.is_empty() {
            let password = password(send.password_file.as_deref(), &user, host)?;
            builder = builder.credentials(Credentials::new(user, password.to_string()));
        }
        Ok(Self(builder.build()))
    }

    /// Sends one message.
    pub(super) async fn deliver(
        &self,
        from: &Mailbox,
        to: &Mailbox,
        message: template::Message,
    ) -> Result<(), Undelivered> {
        let built = Message::builder()
            .from(from.clone())
            .to(to.clone())
            .subject(message.subject)
            .header(ContentType::TEXT_PLAIN)
            .body(message.text)
            .map_err(|error| Undelivered::Stopped(error.to_string()))?;
        let sent = self.0.send(built).await;
        sent.map(drop).map_err(|error| {
            let reason = error.to_string();
            let refused = |is_final, is_about_address| {
                Undelivered::Refused(Answer { reason: reason.clone(), is_final, is_about_address })
            };
            if is_unwritable(&error, to) {
                return refused(true, true);
            }
            let Some(code) = error.status() else { return Undelivered::Stopped(reason) };
            let about = About::of(code, &reason);
            match about {
                About::All => Undelivered::Stopped(reason),
                About::Message | About::Address => {
                    refused(code.severity == Severity::PermanentNegativeCompletion, about == About::Address)
                }
            }
        })
    }
}

/// What a reply is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    Address,
    Message,
    All,
}

impl About {
    /// By the reply's code (RFC 5321, 4.2.1): `y2z` is about the connection, `y3z` about who sends; and by the enhanced code (RFC 3463) that its
    /// text begins with: `x.1.z` is about an address, `x.2.z` about a mailbox, `x.3.z` about the mail system, and `x.4.5` says that there
    /// are too many messages.
    fn of(reply: Code, text: &str) -> Self {
        match (reply.category, enhanced(text)) {
            (Category::Connections | Category::Unspecified3, _) | (_, Some((3, _) | (4, 5))) => Self::All,
            (_, Some((1 | 2, _))) => Self::Address,
            _ => Self::Message,
        }
    }
}

/// Subject and detail of a reply's enhanced code, behind what `lettre` says of its own code.
fn enhanced(text: &str) -> Option<(u16, u16)> {
    let text = text.split_once("): ").map_or(text, |(_, text)| text);
    let mut parts = text.split_ascii_whitespace().next()?.split('.');
    let (class, subject, detail) = (parts.next()?, parts.next()?, parts.next()?);
    let is_one = ["4", "5"].contains(&class) && parts.next().is_none();
    Some((subject.parse().ok()?, detail.parse().ok()?)).filter(|_| is_one)
}

/// Whether a mail server without SMTPUTF8 is in the way of this address.
fn is_unwritable(error: &SmtpError, to: &Mailbox) -> bool {
    error.is_client() && !AsRef::<str>::as_ref(&to.email).is_ascii()
}

/// The user's name, empty if there is none.
fn user(url: &Url) -> Result<String, &'static str> {
    let name = percent_decode_str(url.username()).decode_utf8();
    name.map(String::from).map_err(|_| "has a user name that isn't UTF-8")
}

fn is_local(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

fn password(file: Option<&Path>, user: &str, host: &str) -> Result<Zeroizing<String>, Error> {
    if let Some(path) = file {
        let text = std::fs::read_to_string(path).map(Zeroizing::new);
        let text = text.map_err(|source| Error::File { path: path.to_owned(), verb: "read", source })?;
        return Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()));
    }
    if let Ok(password) = env::var(PASSWORD) {
        return Ok(Zeroizing::new(password));
    }
    if !Keyboard::is_there() {
        return Err(Error::Usage(format!(
            "a password is needed and there is no terminal to ask on. Use --smtp-password-file FILE, or set {PASSWORD}."
        )));
    }
    rpassword::prompt_password(format!("Password of {user} at {host}: "))
        .map(Zeroizing::new)
        .map_err(Error::Output)
}

#[cfg(test)]
mod tests {
    use lettre::transport::smtp::response::Response;

    use super::*;

    #[test]
    fn only_this_machine_is_spoken_to_without_tls() {
        for (url, local) in [
            ("smtp://localhost:25", true),
            ("smtp://127.0.0.1", true),
            ("smtp://[::1]", true),
            ("smtp://mail.example.org", false),
            ("smtp://localhost.example.org", false),
            ("smtp://10.0.0.1", false),
        ] {
            assert_eq!(is_local(&url.parse().unwrap()), local, "{url}");
        }
    }

    #[test]
    fn a_user_name_may_have_any_sign() {
        for (url, name) in [
            ("smtps://mail.example.org", Ok("")),
            ("smtps://ana@mail.example.org", Ok("ana")),
            ("smtps://ana+pop%40example.org@mail.example.org", Ok("ana+pop@example.org")),
            ("smtps://caf%C3%A9%20%25%3A%2F@mail.example.org", Ok("café %:/")),
            ("smtps://%FF@mail.example.org", Err("has a user name that isn't UTF-8")),
        ] {
            assert_eq!(user(&url.parse().unwrap()).as_deref(), name.as_ref().copied(), "{url}");
        }
    }

    #[test]
    fn replies_about_one_message_are_told_from_those_about_all() {
        for (reply, about) in [
            ("550 no such user", About::Message),
            ("550 5.1.1 no such user", About::Address),
            ("550 5.4.1 recipient rejected", About::Message),
            ("550 5.4.5 daily limit of messages", About::All),
            ("452 4.3.1 out of storage", About::All),
            ("452 4.2.2 mailbox full", About::Address),
            ("501 bad address syntax", About::Message),
            ("553 5.1 no such domain", About::Message),
            ("554 access denied", About::Message),
            ("450 try later", About::Message),
            ("421 too many connections", About::All),
            ("521 takes no mail", About::All),
            ("535 bad password", About::All),
        ] {
            let code = format!("{reply}\r\n").parse::<Response>().unwrap().code();
            assert_eq!(About::of(code, &format!("an error ({code}): {}", &reply[4..])), about, "{reply}");
        }
    }
}
