//! A session with its keys and its circuit, ready for use.

pub(crate) mod batches;
mod cache;
pub(crate) mod keys;
pub(crate) mod release;

use std::{ops::Deref, sync::Arc};

use bytes::Bytes;
use tacit_envelope::{
    sealing::{Role, SEAL_OVERHEAD, SealingKey},
    signing::SigningKey,
    vault::VaultKey,
};
use tacit_protocol::{
    closing::{ClosingStatement, batch_size},
    ids::SessionId,
    manifest::Manifest,
    problem::ProblemKind,
    report::{REPORT_OVERHEAD, Report},
};
use tacit_tally::{Circuit, leader::Leader};
use tokio::sync::Semaphore;

use self::batches::PLACES;

pub(crate) use cache::{Cache, Kept};
use keys::MasterKey;

use crate::store::{FrozenSet, SessionRecord, StoreError};

/// About how many times as much memory a manifest takes once it is read.
const READ_MANIFEST: usize = 8;

/// A session as the server works with it: everything that doesn't change while it lives.
pub(crate) struct Session {
    outline: Arc<Outline>,
    pub(crate) circuit: Circuit,
    /// What is destroyed at the release.
    secrets: Option<Secrets>,
    /// Of those who work on its batches.
    places: Semaphore,
}

/// A session without its circuit and its secrets: enough for what anybody may ask, and soon read.
pub(crate) struct Outline {
    pub(crate) id: SessionId,
    pub(crate) manifest: Manifest,
    /// Signs receipts, the closing statement and the release.
    pub(crate) signing: SigningKey,
    /// The manifest's exact bytes, one copy for all who ask for it.
    pub(crate) json: Bytes,
}

/// The keys that open a session's reports and partial results.
pub(crate) struct Secrets {
    /// Opens the leader's shares.
    pub(crate) sealing: SealingKey,
    /// Seals the leader's aggregate shares of the batches.
    pub(crate) vault: VaultKey,
    /// Verifies.
    pub(crate) leader: Leader,
}

impl Session {
    /// Opens the leader's share of a report and looks whether it is encoded as it must be: what can't count isn't
    /// acknowledged.
    ///
    /// # Errors
    ///
    /// [`ProblemKind::Unsealable`] if not; [`ProblemKind::Closed`] once the keys are destroyed.
    pub(crate) fn check(&self, report: &Report) -> Result<(), ProblemKind> {
        let secrets = self.secrets().ok_or(ProblemKind::Closed)?;
        let aad = report.header.associated_data(&self.id, &report.public_share);
        let share = secrets
            .sealing
            .open(Role::Leader, &aad, &report.leader_share)
            .map_err(|_| ProblemKind::Unsealable)?;
        secrets.leader.check(&report.public_share, &share).map_err(|_| ProblemKind::Unsealable)
    }

    /// Reads what the store has. Compiles the circuit: some work.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] if the record isn't one that this server made, or was made under another master key.
    pub(crate) fn open(
        outline: Arc<Outline>,
        record: &SessionRecord,
        master: &MasterKey,
    ) -> Result<Self, StoreError> {
        let manifest = &outline.manifest;
        let circuit = Circuit::compile(&manifest.form, manifest.max_participants)
            .map_err(|error| damaged(record, &format!("its form can't be compiled: {error}")))?;
        let secrets = record.sealed_secret.as_ref().map(|sealed| {
            let (seed, verify_key) =
                master.open_session_secret(&record.session, sealed).map_err(|_| wrong_key(record))?;
            Ok::<_, StoreError>(Secrets {
                sealing: seed.sealing_key(),
                vault: seed.share_vault(),
                leader: Leader::new(&circuit, record.session.as_bytes(), &verify_key),
            })
        });
        let secrets = secrets.transpose()?;
        Ok(Self { outline, circuit, secrets, places: Semaphore::new(PLACES) })
    }

    /// The session's secrets; `None` once it is released.
    pub(crate) fn secrets(&self) -> Option<&Secrets> {
        self.secrets.as_ref()
    }

    /// How many cohorts there are.
    pub(crate) fn cohorts(&self) -> usize {
        self.manifest.cohorts.as_ref().map_or(0, |cohorts| cohorts.names.len())
    }

    /// The exact length of a report, in bytes.
    pub(crate) fn report_len(&self) -> usize {
        report_len(&self.circuit)
    }

    /// How many reports make a batch of this session.
    pub(crate) fn batch_size(&self) -> u32 {
        batch_size(self.circuit.leader_share_len())
    }
}

impl Outline {
    /// Reads what the store has.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] if the record isn't one that this server made, or was made under another master key.
    pub(crate) fn open(record: SessionRecord, master: &MasterKey) -> Result<Self, StoreError> {
        let manifest = Manifest::verify(&record.session, &record.manifest)
            .map_err(|error| damaged(&record, &format!("its manifest is not valid: {error}")))?;
        let signing = master
            .open_signing_key(&record.offer, &record.sealed_signing_seed)
            .map_err(|_| wrong_key(&record))?;
        Ok(Self { id: record.session, manifest, signing, json: record.manifest.into() })
    }

    /// The statement about the frozen set.
    pub(crate) fn closing_statement(&self, set: &FrozenSet) -> ClosingStatement {
        ClosingStatement {
            session: self.id,
            closed_at: set.closed_at,
            invited: set.invited,
            submitted: set.submitted,
            revisions: set.revisions,
            batch_size: set.batch_size,
            root: set.root,
        }
    }
}

impl Deref for Session {
    type Target = Outline;
    fn deref(&self) -> &Outline {
        &self.outline
    }
}

impl Kept for Session {
    fn id(&self) -> &SessionId {
        &self.id
    }

    fn weight(&self) -> usize {
        self.outline.weight() + self.circuit.weight()
    }
}

impl Kept for Outline {
    fn id(&self) -> &SessionId {
        &self.id
    }

    fn weight(&self) -> usize {
        (1 + READ_MANIFEST) * self.json.len()
    }
}

fn damaged(record: &SessionRecord, what: &str) -> StoreError {
    StoreError::Damaged(format!("session {}: {what}", record.session))
}

fn wrong_key(record: &SessionRecord) -> StoreError {
    damaged(record, "its keys don't open; is this the master key that it was made under?")
}

/// The exact length of a report of this circuit, in bytes.
pub(crate) fn report_len(circuit: &Circuit) -> usize {
    REPORT_OVERHEAD
        + circuit.public_share_len()
        + circuit.leader_share_len()
        + circuit.helper_share_len()
        + 2 * SEAL_OVERHEAD
}
