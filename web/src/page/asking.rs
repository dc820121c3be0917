//! What anybody may ask the server: asked again if the answer gets lost.

use tacit_client::{
    ClientError, PublicClient,
    retry::{Backoff, retry},
};
use tacit_protocol::{manifest::Manifest, session::SessionStatus};

/// The session's manifest and its exact bytes, which hash to the session's id.
pub(super) async fn manifest(server: &PublicClient) -> Result<(Manifest, Vec<u8>), ClientError> {
    retry(&Backoff::BRIEF, |_| server.manifest()).await
}

/// Where the session stands.
pub(super) async fn status(server: &PublicClient) -> Result<SessionStatus, ClientError> {
    retry(&Backoff::BRIEF, |_| server.status()).await
}
