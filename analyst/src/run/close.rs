//! Closing: the server's signed statement about the set, checked, and remembered so that there is only one.

use tacit_envelope::text;
use tacit_protocol::{
    closing::{ClosingStatement, SignedClosingStatement},
    codec::Encode,
    ids::SessionId,
    manifest::Manifest,
};

use crate::{
    context::Context,
    error::Error,
    session::{Remembered, Session},
};

/// A closed set, with the server's word for it.
pub(super) struct Closed {
    pub(super) statement: ClosingStatement,
    pub(super) signed: SignedClosingStatement,
}

/// Closes the session for ever, or learns how it was closed. The number of invited participants must be the one that
/// this folder remembers, or `accepted`, which is remembered from then on. The key file must still be there: without it
/// nobody could compute.
pub(super) async fn close(
    context: &Context,
    session: &Session,
    accepted: Option<u64>,
) -> Result<Closed, Error> {
    session.key.check()?;
    let signed = session.reach.call(|| session.client.close(&session.id)).await?;
    let statement = check(&session.id, &session.manifest, &signed)?;
    let mut known = recall(context, session, &signed)?;
    let invited = admit(statement.invited, known.invited, accepted);
    if matches!(invited, Ok(None)) {
        context.ui.say(&format!(
            "Warning: the server says that {} participants were invited, and this folder doesn't remember how many you \
             invited. If you invited fewer, don't trust the result: the others are the server's own.",
            statement.invited
        ));
    }
    // A statement is remembered even where its number is refused: there is only one.
    known.invited = *invited.as_ref().unwrap_or(&known.invited);
    remember(context, known)?;
    invited.map(|_| Closed { statement, signed })
}

/// How many invitations to remember (`None`: nothing is known), unless the closing statement contradicts what is
/// remembered or accepted.
fn admit(stated: u64, remembered: Option<u64>, accepted: Option<u64>) -> Result<Option<u64>, Error> {
    match (accepted, remembered) {
        (Some(accepted), _) if accepted != stated => Err(Error::Usage(format!(
            "--accept-invited {accepted} isn't what the server says: by its closing statement {stated} participants were \
             invited. Nothing is computed; accept that number only if you know that it is right."
        ))),
        (None, Some(remembered)) if remembered != stated => Err(Error::Invited { stated, remembered }),
        _ => Ok(accepted.or(remembered)),
    }
}

/// The statement, if the session's server signed it and it can be true: nobody submits without an invitation.
pub fn check(
    session: &SessionId,
    manifest: &Manifest,
    signed: &SignedClosingStatement,
) -> Result<ClosingStatement, Error> {
    let statement = *signed
        .verify(&manifest.server.signing_key)
        .map_err(|_| Error::dishonest("closing statement isn't signed with the session's key"))?;
    if statement.session != *session {
        return Err(Error::dishonest("closing statement is another session's"));
    }
    let most = u64::from(manifest.max_participants);
    if statement.submitted > statement.invited
        || statement.invited > most
        || statement.revisions < statement.submitted
    {
        return Err(Error::dishonest("closing statement has counts that can't be"));
    }
    Ok(statement)
}

/// What this folder knows of the session, with this statement. Two statements about one session would let the server
/// learn from the difference of two counts.
fn recall(
    context: &Context,
    session: &Session,
    signed: &SignedClosingStatement,
) -> Result<Remembered, Error> {
    let bytes = signed.get_encoded().map_err(|_| Error::dishonest("closing statement can't be encoded"))?;
    let closed = Some(text::encode(&bytes));
    let known = context.sessions()?.get(&session.id).cloned();
    if known.as_ref().is_some_and(|known| known.closed.is_some() && known.closed != closed) {
        return Err(Error::dishonest("closing statement isn't the one that it made before"));
    }
    Ok(Remembered {
        session: session.id,
        title: session.manifest.form.title().to_owned(),
        server: session.server.clone(),
        invited: known.as_ref().and_then(|known| known.invited),
        closed,
        asked: known.and_then(|known| known.asked),
    })
}

/// Without this memory nothing is computed: it is what keeps a server from closing twice.
fn remember(context: &Context, session: Remembered) -> Result<(), Error> {
    let mut sessions = context.sessions()?;
    match sessions.get(&session.session) {
        Some(known) if *known == session => Ok(()),
        _ => sessions.remember(session),
    }
}

#[cfg(test)]
pub(super) mod tests;
