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

/// Closes the session for ever, or learns how it was closed.
pub(super) async fn close(context: &Context, session: &Session) -> Result<ClosingStatement, Error> {
    let signed = session.reach.call(|| session.client.close(&session.id)).await?;
    let statement = check(&session.id, &session.manifest, &signed)?;
    remember(context, session, &signed)?;
    Ok(statement)
}

/// The statement, if the session's server signed it and it can be true.
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

/// Two statements about one session would let the server learn from the difference of two counts.
fn remember(context: &Context, session: &Session, signed: &SignedClosingStatement) -> Result<(), Error> {
    let bytes = signed.get_encoded().map_err(|_| Error::dishonest("closing statement can't be encoded"))?;
    let closed = Some(text::encode(&bytes));
    let mut sessions = context.sessions()?;
    match sessions.get(&session.id).and_then(|known| known.closed.clone()) {
        known if known == closed => return Ok(()),
        Some(_) => return Err(Error::dishonest("closing statement isn't the one that it made before")),
        None => {}
    }
    let remembered = Remembered {
        session: session.id,
        title: session.manifest.form.title().to_owned(),
        server: session.server.clone(),
        closed,
    };
    if let Err(error) = sessions.remember(remembered) {
        context.ui.say(&format!("Warning: the closing statement isn't remembered on this machine: {error}"));
    }
    Ok(())
}
