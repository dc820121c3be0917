//! `extend`: a later closing time, as far as the manifest lets it be put off.

use super::Session;
use crate::{
    context::Context,
    error::Error,
    time::{self, Moment},
};

/// Puts the closing time off.
pub async fn extend(context: &Context, until: Moment) -> Result<(), Error> {
    let session = Session::attach(context).await?;
    let Some(latest) = session.manifest.extendable_until else {
        return Err(Error::NotReady(
            "the session was created with a fixed closing time, or none: its link's hash covers that, so nobody can change \
             it. Next time, create it with --extendable-until TIME."
                .into(),
        ));
    };
    if until.0 > latest {
        return Err(Error::Usage(format!(
            "the session was announced to close at {} at the latest. Choose a time up to that.",
            time::show(latest)
        )));
    }
    let progress = session.reach.call(|| session.client.extend(&session.id, until.0)).await?;
    let closes_at = progress.closes_at.unwrap_or(until.0);
    context.ui.say(&format!(
        "\"{}\" takes submissions until {}.",
        session.manifest.form.title(),
        time::show(closes_at)
    ));
    Ok(())
}
