//! One participant.

use std::fs;

use tacit_client::ParticipantClient;
use tacit_form::{AnswerError, ValidAnswers};
use tacit_participant::Session;
use tacit_protocol::{link::Link, phase::Window, problem::ProblemKind, session::SubmissionStatus};

use crate::{
    args::Args,
    cohort,
    failure::{Exit, Failure},
    inputs, links, show,
    submit::{Outcome, Patience, What, submit},
    voice::Voice,
    warnings,
};

/// Shows the session and the answers, submits them, shows the receipt.
pub(crate) async fn run(args: &Args) -> Result<(), Failure> {
    let voice = Voice::new();
    let link = links::read(&args.link())?;
    let answers = inputs::answers(args)?;
    let patience = Patience::new(!args.no_wait, voice.clone());
    let (client, session) = open(&link, &patience, &voice).await?;
    let answers = session.validate(&answers).map_err(|errors| invalid(&errors))?;
    let chosen = cohort::named(&session, args.cohort.as_deref(), false)?;
    let status = check_status(&client, &patience, &voice).await?;
    let cohort = cohort::resolve(&session, &status, chosen)?;
    if let Some(text) = cohort::shown(&session, cohort) {
        voice.say(text);
    }
    warnings::confirm(args, &voice, session.form(), [(None, &answers)])?;
    confirm(args, &voice, &session, &answers)?;
    let what = What { answers: &answers, cohort: Some(cohort), replace: true };
    let outcome = submit(&client, &session, link.token(), &what, &patience).await?;
    let Outcome::Submitted(signed, receipt) = outcome else { return Ok(()) };
    match receipt.revision {
        1 => {
            voice.say("Submitted. Until the session closes, you can replace your answers with the same link.")
        }
        _ => voice.say("Submitted. It replaces your earlier answers."),
    }
    print!("{}", show::receipt(&receipt));
    let Some(path) = &args.receipt else { return Ok(()) };
    let text = show::receipt_file(&link, &session, &signed, &receipt);
    fs::write(path, text).map_err(|error| {
        let path = path.display();
        Failure::new(
            Exit::Other,
            format!("your answers are submitted, but {path} can't be written: {error}."),
        )
    })
}

/// Shows the session and the participant's submission, on the standard output.
pub(crate) async fn show(args: &Args) -> Result<(), Failure> {
    let voice = Voice::new();
    let link = links::read(&args.link())?;
    let patience = Patience::new(!args.no_wait, voice.clone());
    let (client, session) = connect(&link, &patience, &voice).await?;
    let status = patience.ask(|| client.submission()).await?;
    let submission = show::submission(&session, &status).map_err(|error| Failure::new(Exit::Other, error))?;
    print!("{}{submission}", show::session(&session, &link));
    Ok(())
}

/// The session that a link names, shown to the person.
pub(crate) async fn open(
    link: &Link,
    patience: &Patience,
    voice: &Voice,
) -> Result<(ParticipantClient, Session), Failure> {
    let (client, session) = connect(link, patience, voice).await?;
    voice.say(show::session(&session, link));
    Ok((client, session))
}

async fn connect(
    link: &Link,
    patience: &Patience,
    voice: &Voice,
) -> Result<(ParticipantClient, Session), Failure> {
    if !link.origin().is_tls() && !is_local(link) {
        voice.say("Warning: the link is http, not https: others on the network can read your token from it.");
    }
    let client = ParticipantClient::new(link.origin(), *link.session(), link.token().clone());
    let (_, manifest) = patience.ask(|| client.manifest()).await?;
    let session = Session::new(*link.session(), &manifest)?;
    Ok((client, session))
}

/// Whether there is any use in going on, and what it would replace.
async fn check_status(
    client: &ParticipantClient,
    patience: &Patience,
    voice: &Voice,
) -> Result<SubmissionStatus, Failure> {
    let status = patience.ask(|| client.submission()).await?;
    if status.window == Window::Closed {
        return Err(Failure::new(Exit::Closed, ProblemKind::Closed.detail()));
    }
    if status.revision > 0 {
        voice.say("This link was used before: your new answers replace the earlier ones.");
    }
    Ok(status)
}

fn confirm(args: &Args, voice: &Voice, session: &Session, answers: &ValidAnswers) -> Result<(), Failure> {
    if args.yes {
        return Ok(());
    }
    voice.say(show::answers(session, answers));
    if voice.confirms("Submit these answers?") {
        return Ok(());
    }
    Err(Failure::new(Exit::Other, "nothing was submitted, as you chose."))
}

fn invalid(errors: &[AnswerError]) -> Failure {
    let list: String = errors.iter().map(|error| format!("\n  {}: {}", error.key, error.problem)).collect();
    Failure::new(Exit::Answers, format!("nothing was submitted. Correct your answers:{list}"))
}

fn is_local(link: &Link) -> bool {
    matches!(link.origin().host(), "localhost" | "127.0.0.1" | "[::1]")
}
