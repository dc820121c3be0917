//! A batch's tally as the analyst's sealed note to itself, kept by the server: any machine with the key file goes on
//! from it.
//!
//! Sealed under `vault("notes" ‖ session id)`, associated data session id ‖ batch index (4). The plaintext: version 1
//! (1) ‖ reports (4) ‖ subtree root (32) ‖ first participant id (32) ‖ last participant id (32) ‖ accepted (4) ‖ rejected by reason
//! (3 × 4) ‖ the helper's aggregate shares by cohort ([`HelperSums::encode`]). All integers big-endian.

use rand_core::CryptoRng;
use tacit_envelope::{keyfile::AnalystSecret, vault::VaultKey};
use tacit_protocol::ids::{ParticipantId, SessionId};
use tacit_tally::{Circuit, helper::HelperSums};
use zeroize::Zeroizing;

use super::verify::{BatchTally, Rejected};

const VERSION: u8 = 1;

/// Seals and opens the notes of one session.
pub struct Notebook {
    session: SessionId,
    circuit: Circuit,
    key: VaultKey,
}

impl Notebook {
    /// For the analyst's session of this id and circuit.
    pub fn new(session: SessionId, circuit: Circuit, secret: &AnalystSecret) -> Self {
        let key = secret.vault(&[b"notes".as_slice(), session.as_bytes()].concat());
        Self { session, circuit, key }
    }

    /// The note of batch `index`.
    pub fn seal(&self, rng: &mut impl CryptoRng, index: u32, tally: &BatchTally) -> Vec<u8> {
        self.key.seal(rng, &self.associated_data(index), &encode(tally))
    }

    /// What the note of batch `index` says; `None` if it is damaged, forged or another batch's.
    pub fn open(&self, index: u32, note: &[u8]) -> Option<BatchTally> {
        let plain = self.key.open(&self.associated_data(index), note).ok()?;
        decode(&self.circuit, &plain)
    }

    fn associated_data(&self, index: u32) -> Vec<u8> {
        [self.session.as_bytes().as_slice(), &index.to_be_bytes()].concat()
    }
}

impl std::fmt::Debug for Notebook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Notebook({}, secret)", self.session)
    }
}

pub(crate) fn encode(tally: &BatchTally) -> Zeroizing<Vec<u8>> {
    let rejected = tally.rejected.0.map(|count| u32::try_from(count).unwrap_or(u32::MAX));
    let sums = tally.sums.encode();
    let mut bytes = Zeroizing::new(Vec::with_capacity(HEAD_LEN + sums.len()));
    bytes.push(VERSION);
    bytes.extend_from_slice(&tally.len.to_be_bytes());
    bytes.extend_from_slice(&tally.root);
    bytes.extend_from_slice(tally.first.as_bytes());
    bytes.extend_from_slice(tally.last.as_bytes());
    bytes.extend_from_slice(&tally.accepted.to_be_bytes());
    rejected.iter().for_each(|count| bytes.extend_from_slice(&count.to_be_bytes()));
    bytes.extend_from_slice(&sums);
    bytes
}

const HEAD_LEN: usize = 1 + 4 + 3 * 32 + 4 + 3 * 4;

pub(crate) fn decode(circuit: &Circuit, bytes: &[u8]) -> Option<BatchTally> {
    let mut rest = bytes;
    if take::<1>(&mut rest)? != [VERSION] {
        return None;
    }
    let len = u32::from_be_bytes(take(&mut rest)?);
    let root = take::<32>(&mut rest)?;
    let first = participant(&mut rest)?;
    let last = participant(&mut rest)?;
    let accepted = u32::from_be_bytes(take(&mut rest)?);
    let mut rejected = Rejected::default();
    for count in &mut rejected.0 {
        *count = u64::from(u32::from_be_bytes(take(&mut rest)?));
    }
    let sums = HelperSums::decode(circuit, rest).ok()?;
    Some(BatchTally { len, root, first, last, accepted, rejected, sums })
}

fn participant(rest: &mut &[u8]) -> Option<ParticipantId> {
    take::<32>(rest).and_then(|bytes| ParticipantId::try_from(bytes.as_slice()).ok())
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, remaining) = rest.split_first_chunk::<N>()?;
    *rest = remaining;
    Some(*taken)
}

#[cfg(test)]
mod tests {
    use tacit_form::Form;

    use super::*;
    use crate::random;

    fn notebook(seed: u8, session: u8) -> Notebook {
        let form = "title = \"T\"\npurpose = \"P\"\n[[field]]\nkey = \"x\"\nkind = \"number\"\nlabel = \"X\"\nmin = 0\n\
                    max = 9\n[[analysis]]\nkind = \"mean\"\nof = \"x\"\n";
        let circuit = Circuit::compile(&Form::from_toml(form).unwrap(), 100).unwrap();
        let secret = AnalystSecret::from_seed(&[seed; 32]);
        Notebook::new(SessionId::of_manifest(&[session]), circuit, &secret)
    }

    fn tally(notebook: &Notebook) -> BatchTally {
        let mut sums = HelperSums::new();
        for cohort in [2, 2, 7, 2] {
            sums.add(&notebook.circuit, cohort, |_| Ok::<_, ()>(())).unwrap();
        }
        let participant = |byte: u8| ParticipantId::try_from([byte; 32].as_slice()).unwrap();
        BatchTally {
            len: 7,
            root: [3; 32],
            first: participant(4),
            last: participant(5),
            accepted: 4,
            rejected: Rejected([1, 0, 2]),
            sums,
        }
    }

    #[test]
    fn says_what_was_written() {
        let notebook = notebook(1, 1);
        let tally = tally(&notebook);
        let note = notebook.seal(&mut random::system(), 9, &tally);
        let read = notebook.open(9, &note).unwrap();
        assert_eq!((read.len, read.root, read.first, read.last), (7, [3; 32], tally.first, tally.last));
        assert_eq!((read.accepted, read.rejected), (4, Rejected([1, 0, 2])));
        assert_eq!((read.sums.encode(), read.sums.accepted()), (tally.sums.encode(), 4));
    }

    #[test]
    fn another_batchs_sessions_or_keys_note_is_refused() {
        let own = notebook(1, 1);
        let note = own.seal(&mut random::system(), 9, &tally(&own));
        assert!(own.open(8, &note).is_none());
        assert!(notebook(1, 2).open(9, &note).is_none());
        assert!(notebook(2, 1).open(9, &note).is_none());
        for len in 0..note.len() {
            assert!(own.open(9, &note[..len]).is_none(), "{len} bytes");
        }
    }
}
