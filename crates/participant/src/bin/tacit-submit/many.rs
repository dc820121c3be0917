//! Many participants: a row of a table for each link.

use std::sync::Arc;

use tacit_client::ParticipantClient;
use tacit_form::ValidAnswers;
use tacit_participant::Session;
use tacit_protocol::link::Link;
use tokio::task::JoinSet;

use crate::{
    args::{Args, Table},
    cohort,
    failure::{Exit, Failure},
    inputs::{self, first_row},
    links, rows,
    single::open,
    submit::{Outcome, Patience, What, submit, wait_until_open},
    voice::Voice,
    warnings,
};

/// What the submissions of all rows have in common.
struct Work {
    client: ParticipantClient,
    session: Session,
    patience: Patience,
    replace: bool,
    cohort: Option<u16>,
}

/// How many rows went which way.
#[derive(Default)]
struct Tally {
    submitted: usize,
    skipped: usize,
}

/// Checks every row, then submits them, some at a time.
pub(crate) async fn run(args: &Args, table: Table<'_>) -> Result<(), Failure> {
    let mut voice = Voice::new();
    let links = links::read_table(table.links)?;
    let (header, records) = inputs::table(table.csv)?;
    check_counts(records.len(), links.len())?;
    let Some(first) = links.first() else { return Ok(()) };
    let patience = Patience::new(!args.no_wait, voice.clone());
    let (client, session) = open(first, &patience, &voice).await?;
    let cohort = cohort::named(&session, args.cohort.as_deref(), !args.replace)?;
    let answers = rows::validate(table.csv, session.form(), &header, &records)?;
    let numbered = (first_row()..).map(Some).zip(&answers);
    warnings::confirm(args, &voice, session.form(), numbered)?;
    if !args.yes && !voice.confirms(&format!("Submit {} rows?", answers.len())) {
        return Err(Failure::new(Exit::Other, "nothing was submitted, as you chose."));
    }
    wait_until_open(&client, &session, &patience).await?;
    voice.start_bar(answers.len());
    let patience = Patience::new(!args.no_wait, voice.clone());
    let work = Arc::new(Work { client, session, patience, replace: args.replace, cohort });
    let (tally, done) = submit_all(work, links, answers, args.jobs.into(), &voice).await;
    voice.end_bar();
    println!("submitted {}\nskipped   {}", tally.submitted, tally.skipped);
    if tally.skipped > 0 {
        voice.say("Rows whose link was used before are skipped; --replace submits them again.");
    }
    done
}

fn check_counts(rows: usize, links: usize) -> Result<(), Failure> {
    if rows == 0 {
        return Err(Failure::new(
            Exit::Answers,
            "the answers have no rows below the header. Nothing was submitted.",
        ));
    }
    if rows > links {
        let message =
            format!("there are {rows} rows of answers but only {links} links. Nothing was submitted.");
        return Err(Failure::new(Exit::Answers, message));
    }
    Ok(())
}

/// Submits until a row fails; those under way then are finished.
async fn submit_all(
    work: Arc<Work>,
    links: Vec<Link>,
    answers: Vec<ValidAnswers>,
    jobs: usize,
    voice: &Voice,
) -> (Tally, Result<(), Failure>) {
    let mut rows = (first_row()..).zip(links.into_iter().zip(answers));
    let mut running = JoinSet::new();
    let (mut tally, mut failed) = (Tally::default(), None);
    loop {
        while failed.is_none() && running.len() < jobs {
            let Some((row, (link, answers))) = rows.next() else { break };
            running.spawn(submit_row(work.clone(), row, link, answers));
        }
        let Some(joined) = running.join_next().await else { break };
        match joined.unwrap_or_else(|error| Err(Failure::new(Exit::Other, error))) {
            Ok(Outcome::Submitted(..)) => tally.submitted += 1,
            Ok(Outcome::Skipped) => tally.skipped += 1,
            Err(failure) => {
                failed.get_or_insert(failure);
            }
        }
        voice.step();
    }
    let done = failed.map_or(Ok(()), |failure| {
        let message = format!(
            "{}\nRun the same command again to go on: rows submitted so far are skipped.",
            failure.message
        );
        Err(Failure { message, ..failure })
    });
    (tally, done)
}

async fn submit_row(
    work: Arc<Work>,
    row: usize,
    link: Link,
    answers: ValidAnswers,
) -> Result<Outcome, Failure> {
    let Work { client, session, patience, replace, cohort } = &*work;
    let client = client.with_token(link.token().clone());
    let what = What { answers: &answers, cohort: *cohort, replace: *replace };
    let submitted = submit(&client, session, link.token(), &what, patience).await;
    submitted.map_err(|failure| failure.of_row(row))
}
