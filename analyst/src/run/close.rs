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
    context.sessions()?.recount(&session.id)?;
    let invited = remember(context, session, &statement, &signed, accepted)?;
    if invited.is_none() {
        context.ui.say(&format!(
            "Warning: the server says that {} participants were invited, and this folder doesn't remember how many you \
             invited. If you invited fewer, don't trust the result: the others are the server's own.",
            statement.invited
        ));
    }
    Ok(Closed { statement, signed })
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

/// Remembers this statement of the session, and answers how many are known to be invited. Two statements about one session
/// would let the server learn from the difference of two counts: without this memory nothing is computed.
fn remember(
    context: &Context,
    session: &Session,
    statement: &ClosingStatement,
    signed: &SignedClosingStatement,
    accepted: Option<u64>,
) -> Result<Option<u64>, Error> {
    let bytes = signed.get_encoded().map_err(|_| Error::dishonest("closing statement can't be encoded"))?;
    let closed = Some(text::encode(&bytes));
    let mut admitted = Ok(None);
    context.sessions()?.change(&session.id, |known| {
        if known.is_some_and(|known| known.closed.is_some() && known.closed != closed) {
            return Err(Error::dishonest("closing statement isn't the one that it made before"));
        }
        let invited = known.and_then(|known| known.invited);
        admitted = admit(statement.invited, invited, accepted);
        Ok(Some(Remembered {
            session: session.id,
            title: session.manifest.form.title().to_owned(),
            server: session.server.clone(),
            // A statement is remembered even where its number is refused: there is only one.
            invited: *admitted.as_ref().unwrap_or(&invited),
            offset: known.and_then(|known| known.offset),
            closed: closed.clone(),
            asked: known.and_then(|known| known.asked.clone()),
        }))
    })?;
    admitted
}

#[cfg(test)]
pub(super) mod tests;
