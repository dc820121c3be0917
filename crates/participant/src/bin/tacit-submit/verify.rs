//! What became of a submission, from its receipt alone.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use tacit_client::PublicClient;
use tacit_participant::Session;
use tacit_protocol::{
    inclusion::Standing,
    problem::ProblemKind,
    receipt_file::{MAX_BYTES, ReceiptFile},
};

use crate::{
    args::Verify,
    failure::{Exit, Failure},
    show,
    submit::Patience,
    voice::Voice,
};

/// Checks the receipt, asks the server what became of the submission, and checks what it proves.
pub(crate) async fn run(args: &Verify) -> Result<(), Failure> {
    let file = read(&args.receipt)?;
    let patience = Patience::new(!args.no_wait, Voice::new());
    let client = PublicClient::new(file.server(), *file.session());
    let (_, manifest) = patience.ask(|| client.manifest()).await?;
    let session = Session::new(*file.session(), &manifest)?;
    let receipt = session.check_receipt_file(&file).map_err(|_| {
        unproven(
            "the receipt isn't signed by the session's server: it proves nothing, whoever gave it to you.",
        )
    })?;
    print!("title    {}\n{}", session.form().title(), show::receipt(&receipt));
    let (answer, closed) = match patience.ask(|| client.inclusion(&receipt.digest)).await {
        Err(error) if error.is(ProblemKind::UnknownReport) => {
            return Err(unproven(
                "the server says that it has no such submission, though it signed this receipt. Keep the receipt: it \
                 shows that the server broke its word. Tell whoever invited you.",
            ));
        }
        other => other?,
    };
    let standing = session.check_inclusion(&receipt, &answer, closed.as_ref()).map_err(unproven)?;
    print!("{}", show::standing(&standing));
    results(&session, &client, &patience, &standing).await
}

/// Says whether there are published results, and that they are of the very set that was proven.
async fn results(
    session: &Session,
    client: &PublicClient,
    patience: &Patience,
    standing: &Standing,
) -> Result<(), Failure> {
    let Some(published) = patience.ask(|| client.results()).await? else {
        println!("results  not published");
        return Ok(());
    };
    session.check_own_results(&published, standing).map_err(unproven)?;
    println!("results  published, of this closed set, signed by the analyst");
    Ok(())
}

fn unproven(message: impl std::fmt::Display) -> Failure {
    Failure::new(Exit::Unproven, message)
}

fn read(path: &Path) -> Result<ReceiptFile, Failure> {
    let mut text = String::new();
    let longest = MAX_BYTES as u64 + 1;
    let read = match path.as_os_str() == "-" {
        true => io::stdin().lock().take(longest).read_to_string(&mut text),
        false => File::open(path).and_then(|file| file.take(longest).read_to_string(&mut text)),
    };
    let fail = |what: &dyn std::fmt::Display| {
        Failure::new(Exit::Answers, format!("{} can't be read: {what}", path.display()))
    };
    read.map_err(|error| fail(&format!("{error}.")))?;
    if text.len() > MAX_BYTES {
        return Err(fail(&"it is too long for a receipt. Use the file that was saved after submitting."));
    }
    text.parse().map_err(|error| fail(&error))
}
