//! `publish`: the results for everybody, signed with the key file.

use tacit_protocol::{
    publication::{MAX_RESULTS_BYTES, Publication, SignedPublication},
    signed::Signed,
};

use super::{compute, pipeline::Missing, released};
use crate::{context::Context, error::Error};

/// Signs the results of a released session and puts them where its participants, and everybody else, find them. For
/// ever: the server keeps the first ones.
pub async fn publish(context: &Context) -> Result<(), Error> {
    let session = released(context).await?;
    let (report, closed) = compute(context, &session, Missing::Refuse, None).await?;
    let publication =
        Publication::new(closed, &report.results).map_err(|error| Error::Output(error.into()))?;
    if publication.results.len() > MAX_RESULTS_BYTES {
        return Err(Error::NotReady(format!(
            "the results have {} bytes, and at most {MAX_RESULTS_BYTES} can be published. Hand them out as a file: \
             tacit-analyst results --output FILE",
            publication.results.len()
        )));
    }
    let signed: SignedPublication = Signed::sign(&session.secret.signing(), publication)
        .map_err(|error| Error::Output(std::io::Error::other(error)))?;
    session.reach.call(|| session.client.publish(&session.id, &signed)).await?;
    context.ui.say(&format!(
        "The results of \"{}\" are published at {}: whoever has a link to the session, or a receipt, can read them.",
        session.manifest.form.title(),
        session.server,
    ));
    Ok(())
}
