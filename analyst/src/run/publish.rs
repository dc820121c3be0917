//! `publish`: the results for everybody, signed with the key file.

use tacit_protocol::publication::MAX_RESULTS_BYTES;

use super::{compute, pipeline::Missing, released};
use crate::{context::Context, error::Error, ui::Keyboard};

/// Signs the results of a released session and puts them where its participants, and everybody else, find them, once that
/// is confirmed or `yes` was said beforehand. For ever: the server keeps the first ones.
pub async fn publish(context: &Context, yes: bool) -> Result<(), Error> {
    let session = released(context).await?;
    if !yes {
        context.ui.say(&format!(
            "Publishing can't be undone: whoever has a link to \"{}\", or a receipt, can read its results from then on.",
            session.manifest.form.title()
        ));
    }
    let absent = "there is no terminal to ask on: add --yes to publish them now.";
    Keyboard::agree(&context.ui, yes, "Publish them?", absent, "Nothing was published.").await?;
    let report = compute(context, &session, Missing::Refuse, None).await?;
    let signed = report.publication()?;
    let bytes = signed.verify(&session.manifest.analyst.signing_key).map_or(0, |of| of.results.len());
    if bytes > MAX_RESULTS_BYTES {
        return Err(Error::NotReady(format!(
            "the results have {bytes} bytes, and at most {MAX_RESULTS_BYTES} can be published. Hand them out as a file: \
             tacit-analyst report --output FILE.html"
        )));
    }
    session.reach.call(|| session.client.publish(&session.id, signed)).await?;
    context.ui.say(&format!(
        "The results of \"{}\" are published at {}: whoever has a link to the session, or a receipt, can read them.",
        session.manifest.form.title(),
        session.server,
    ));
    Ok(())
}
