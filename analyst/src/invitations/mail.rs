//! `invitations send`: links by e-mail.

use std::{
    env,
    net::IpAddr,
    path::{Path, PathBuf},
};

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
    transport::smtp::authentication::Credentials,
};
use url::Url;
use zeroize::Zeroizing;

use super::{
    Book, Entry,
    roll::{Submitted, submitted},
    sheet::Invited,
    template::{self, Template},
};
use crate::{
    context::Context,
    error::Error,
    lock::{Lock, Work},
    output,
    session::Session,
    time,
    ui::Keyboard,
};

/// Nobody is reminded who got a message within so many milliseconds: an interrupted reminder may be run again.
const LATELY_MS: u64 = 12 * 60 * 60 * 1000;
/// The variable with the mail server's password.
const PASSWORD: &str = "TACIT_SMTP_PASSWORD";

/// To whom, how, and what.
#[derive(Debug)]
pub struct Send {
    /// The mail server: `smtps://user@host`, `smtp://user@host` with STARTTLS; without TLS only on this machine.
    pub smtp: Url,
    /// A file with its password in the first line; else `TACIT_SMTP_PASSWORD`, else asked for.
    pub password_file: Option<PathBuf>,
    /// Whose address the messages come from.
    pub from: String,
    /// The message; `None`: the built-in one.
    pub template: Option<PathBuf>,
    /// Again to those who got theirs and haven't submitted.
    pub remind: bool,
    /// Nothing is sent.
    pub dry_run: bool,
    /// Without asking.
    pub yes: bool,
}

/// Sends links to those in the book who have an address and got none yet; or, reminding, to all of them who haven't
/// submitted.
pub async fn send(context: &Context, send: &Send) -> Result<(), Error> {
    let template = Template::read(send.template.as_deref())?;
    let from = mailbox(&send.from).ok_or_else(|| {
        Error::Usage(format!(
            "--from {:?} is no address. Write one such as \"Ana Pop <ana@example.org>\".",
            send.from
        ))
    })?;
    // Here, where Ctrl-C still ends the asking for a password: nothing was waited for yet.
    let transport = match send.dry_run {
        true => None,
        false => Some(transport(send)?),
    };
    let session = Session::attach(context).await?;
    // Two at once would send to the same people.
    let _alone = match send.dry_run {
        true => None,
        false => Some(Lock::to_work(context, Work::Send).await?),
    };
    let mut book = Book::open(&context.key, &session.id)?;
    let progress = session.reach.call(|| session.client.progress(&session.id)).await?;
    let submitted = if send.remind { submitted(&session).await? } else { Submitted::new() };
    let chosen = recipients(&session, &book, &submitted, send.remind)?;
    if chosen.is_empty() {
        return Err(Error::NotReady(
            "there is nobody to send to: everybody with an address in this folder's book got a link. To send again to those \
             who haven't submitted, add --remind."
                .into(),
        ));
    }
    let fill = |entry: &Entry, shown: bool| {
        let invited = Invited::of(&session, entry);
        let link = invited.link.expose();
        let link = if shown { link } else { hidden(&link) };
        template.fill(&session.manifest, progress.closes_at, &invited, &link)
    };
    let Some(transport) = transport else {
        let Recipient { entry, to } = &chosen[0];
        return preview(context, &from, to, chosen.len(), &fill(entry, false));
    };
    agree(context, send, chosen.len()).await?;
    let live = context.ui.live();
    let (count, mut done) = (chosen.len(), 0);
    for Recipient { entry, to } in chosen {
        live.show(&format!("{done} of {count} sent"));
        // Others may have gone on with the book while messages went out.
        if !Book::open(&context.key, &session.id)?.get(&entry.name).is_some_and(Entry::is_valid) {
            continue;
        }
        let delivered = deliver(&transport, &from, &to, fill(&entry, true)).await;
        delivered.map_err(|reason| Error::Mail { done, count, to: to.email.to_string(), reason })?;
        // Before the next: whoever stands in it was sent to.
        book.change(|entries| {
            let sent = entries.iter_mut().find(|known| known.name == entry.name);
            sent.into_iter().for_each(|entry| entry.sent_at = Some(time::now()));
        })?;
        done += 1;
    }
    live.finish();
    context.ui.say(&sent(done, count));
    Ok(())
}

fn sent(done: usize, count: usize) -> String {
    let passed_over = match count - done {
        0 => String::new(),
        revoked => format!(" {revoked} not: taken back meanwhile."),
    };
    let done = match done {
        1 => "1 message is".into(),
        done => format!("{done} messages are"),
    };
    format!("{done} sent.{passed_over}")
}

/// Somebody whose turn it is.
struct Recipient {
    entry: Entry,
    to: Mailbox,
}

fn recipients(
    session: &Session,
    book: &Book,
    submitted: &Submitted,
    remind: bool,
) -> Result<Vec<Recipient>, Error> {
    let (mut chosen, now) = (Vec::new(), time::now());
    for entry in book.entries() {
        let Some(email) = entry.person.email.as_ref().filter(|_| entry.is_valid()) else { continue };
        let due = match remind {
            true => {
                entry.sent_at.is_none_or(|at| now.saturating_sub(at) > LATELY_MS)
                    && !submitted.contains_key(&entry.participant(&session.secret, &session.id))
            }
            false => entry.sent_at.is_none(),
        };
        if due {
            let address = email.parse().map_err(|_| {
                Error::Usage(format!(
                    "{email:?}, the address of {:?}, is none. Take that invitation back and invite again with a right one: \
                     tacit-analyst invitations revoke LABEL",
                    entry.person.label
                ))
            })?;
            let to = Mailbox::new(entry.person.full_name.clone(), address);
            chosen.push(Recipient { entry: entry.clone(), to });
        }
    }
    Ok(chosen)
}

fn mailbox(text: &str) -> Option<Mailbox> {
    text.parse().ok()
}

/// A link with its secret hidden, for the screen.
fn hidden(link: &str) -> String {
    link.split_once('#').map_or_else(String::new, |(before, _)| format!("{before}#…"))
}

fn preview(
    context: &Context,
    from: &Mailbox,
    to: &Mailbox,
    count: usize,
    message: &template::Message,
) -> Result<(), Error> {
    output::text(&format!(
        "From: {from}\nTo: {to}\nSubject: {}\n\n{}\n",
        message.subject,
        message.text.trim_end()
    ))?;
    context.ui.say(&format!("That is the first of {count} messages. Nothing was sent."));
    Ok(())
}

async fn agree(context: &Context, send: &Send, count: usize) -> Result<(), Error> {
    let messages = if count == 1 { "message" } else { "messages" };
    let question = format!("Send {count} {messages} through {}?", send.smtp.host_str().unwrap_or_default());
    if send.yes {
        return Ok(());
    }
    if !Keyboard::is_there() {
        return Err(Error::Usage(
            "there is no terminal to ask on: look at --dry-run first, then add --yes.".into(),
        ));
    }
    match Keyboard::listen()?.confirm(&context.ui, &question).await? {
        true => Ok(()),
        false => Err(Error::Declined("Nothing was sent.".into())),
    }
}

type Transport = AsyncSmtpTransport<Tokio1Executor>;

fn transport(send: &Send) -> Result<Transport, Error> {
    let usage = |problem: &str| {
        Error::Usage(format!("--smtp {problem}. Write it like smtps://user@mail.example.org."))
    };
    let host = send.smtp.host_str().ok_or_else(|| usage("names no host"))?;
    let unusable = |error: lettre::transport::smtp::Error| usage(&format!("can't be used: {error}"));
    let mut builder = match (send.smtp.scheme(), is_local(&send.smtp)) {
        ("smtps", _) => Transport::relay(host).map_err(unusable)?,
        ("smtp", false) => Transport::starttls_relay(host).map_err(unusable)?,
        // Nothing leaves this machine by this.
        ("smtp", true) => Transport::builder_dangerous(host),
        _ => return Err(usage("must begin with smtps:// or smtp://")),
    };
    if let Some(port) = send.smtp.port() {
        builder = builder.port(port);
    }
    if !send.smtp.username().is_empty() {
        let user = send.smtp.username().replace("%40", "@");
        let password = password(send.password_file.as_deref(), &user, host)?;
        builder = builder.credentials(Credentials::new(user, password.to_string()));
    }
    Ok(builder.build())
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

/// The reason, if it didn't go; the mail server's words, which hold no link.
async fn deliver(
    transport: &Transport,
    from: &Mailbox,
    to: &Mailbox,
    message: template::Message,
) -> Result<(), String> {
    let built = Message::builder()
        .from(from.clone())
        .to(to.clone())
        .subject(message.subject)
        .header(ContentType::TEXT_PLAIN)
        .body(message.text)
        .map_err(|error| error.to_string())?;
    transport.send(built).await.map(drop).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
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
    fn a_hidden_link_shows_no_secret() {
        assert_eq!(hidden("https://survey.example/s/abc#secret"), "https://survey.example/s/abc#…");
    }
}
