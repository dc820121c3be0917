//! The release: the counts go to the server, its share of what reaches the threshold comes back.

use tacit_envelope::sealing::Role;
use tacit_form::results::Results;
use tacit_protocol::{
    closing::ClosingStatement,
    codec::Decode,
    release::{Release, ReleaseRequest, ShareElement, SignedRelease},
};
use tacit_tally::{Circuit, Released};

use super::total::Complete;
use crate::{error::Error, session::Session};

/// Asks the server for its share. What is asked is the same every time, and so is the answer.
pub(super) async fn request(
    session: &Session,
    circuit: &Circuit,
    total: &Complete,
) -> Result<SignedRelease, Error> {
    // Below the threshold not even the counts are opened.
    let enough = total.accepted >= u64::from(session.manifest.threshold);
    let counts = if enough { total.aggregate.counts(circuit) } else { Vec::new() };
    let request = ReleaseRequest { counts: counts.into_iter().map(ShareElement).collect() };
    Ok(session.reach.call(|| session.client.release(&session.id, &request)).await?)
}

/// The share that was released before.
pub(super) async fn fetch(session: &Session) -> Result<SignedRelease, Error> {
    Ok(session.reach.call(|| session.client.released(&session.id)).await?)
}

/// Verifies, opens and adds the server's share to ours.
pub(super) fn open(
    session: &Session,
    circuit: &Circuit,
    statement: &ClosingStatement,
    total: &Complete,
    signed: &SignedRelease,
) -> Result<Results, Error> {
    let sealed = signed
        .verify(&session.manifest.server.signing_key)
        .map_err(|_| Error::dishonest("release isn't signed with the session's key"))?;
    if sealed.session != session.id {
        return Err(Error::dishonest("release is another session's"));
    }
    let plain = session
        .secret
        .sealing()
        .open(Role::Release, session.id.as_bytes(), &sealed.sealed)
        .map_err(|_| Error::dishonest("release isn't sealed to this key"))?;
    let release = Release::get_decoded(&plain).map_err(|_| Error::dishonest("release can't be decoded"))?;
    if release.accepted != total.accepted {
        return Err(Error::dishonest("release counts other reports than were accepted"));
    }
    let released = Released {
        accepted: release.accepted,
        counts: release.counts.iter().map(|share| share.0).collect(),
        values: release.values.iter().map(|share| share.as_ref().map(|share| share.0)).collect(),
    };
    let (form, threshold) = (&session.manifest.form, session.manifest.threshold);
    Ok(total.aggregate.open(circuit, form, &released, statement.submitted, threshold)?)
}
