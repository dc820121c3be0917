//! The release: the counts go to the server, its share of what reaches the threshold comes back.

use tacit_envelope::{hash, sealing::Role, text};
use tacit_form::results::Results;
use tacit_protocol::{
    closing::ClosingStatement,
    codec::{Decode, Encode},
    manifest::Manifest,
    release::{CountsOf, Release, ReleaseOf, ReleaseRequest, ShareElement, SignedRelease},
};
use tacit_tally::{
    Circuit, Released,
    cohorts::{Releases, Terms},
};
use zeroize::Zeroizing;

use super::total::Complete;
use crate::{
    context::Context,
    error::Error,
    session::{Remembered, Session},
};

/// Asks the server for its share. What is asked is the same every time, and so is the answer.
///
/// A server that gets the counts of two different sets learns from the difference what somebody answered. So what is
/// sent is remembered first, and nothing else is ever sent from this folder.
pub(super) async fn request(
    context: &Context,
    session: &Session,
    circuit: &Circuit,
    total: &Complete,
) -> Result<SignedRelease, Error> {
    let counts =
        total.sums.counts(circuit, &terms(session, circuit, total)?).into_iter().map(|(cohort, shares)| {
            CountsOf { cohort, shares: shares.into_iter().map(ShareElement).collect() }
        });
    let request = ReleaseRequest { counts: counts.collect() };
    remember(context, session, &request)?;
    Ok(session.reach.call(|| session.client.release(&session.id, &request)).await?)
}

/// The same noise for the same sums, whenever and on whichever machine; other noise for any others.
fn terms(session: &Session, circuit: &Circuit, total: &Complete) -> Result<Terms, Error> {
    let Manifest { threshold, max_participants, epsilon, ref cohorts, .. } = session.manifest;
    let seed = || {
        let sums = total.sums.encode();
        session.secret.noise(&Zeroizing::new([session.id.as_bytes().as_slice(), &sums].concat()))
    };
    Ok(Terms::new(circuit, (threshold, max_participants), epsilon, cohorts.is_some(), seed)?)
}

fn remember(context: &Context, session: &Session, request: &ReleaseRequest) -> Result<(), Error> {
    let bytes = request.get_encoded().map_err(|_| Error::dishonest("counts can't be encoded"))?;
    let asked = text::encode(&hash::digest("release-request", &[&bytes]));
    context.sessions()?.change(&session.id, |known| match known {
        Some(Remembered { asked: Some(before), .. }) if *before != asked => {
            Err(Error::dishonest("reports come to other counts than when they were sent to it before"))
        }
        known => Ok(known.map(|known| Remembered { asked: Some(asked.clone()), ..known.clone() })),
    })
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
    if release.of.first().is_none_or(|everybody| everybody.accepted != total.accepted) {
        return Err(Error::dishonest("release counts other reports than were accepted"));
    }
    let released: Releases = release.of.iter().map(|of| (of.cohort, released(of))).collect();
    let Manifest { form, cohorts, .. } = &session.manifest;
    let names = cohorts.as_ref().map(|cohorts| &cohorts.names[..]).unwrap_or_default();
    Ok(total.sums.open(
        circuit,
        form,
        names,
        &released,
        statement.submitted,
        &terms(session, circuit, total)?,
    )?)
}

fn released(of: &ReleaseOf) -> Released {
    Released {
        accepted: of.accepted,
        counts: of.counts.iter().map(|share| share.0).collect(),
        values: of.values.iter().map(|share| share.as_ref().map(|share| share.0)).collect(),
    }
}
