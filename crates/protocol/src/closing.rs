//! The closing statement: which reports count, fixed for ever (§6).

use std::{io::Cursor, ops::RangeInclusive};

use crate::{
    codec::{CodecError, Decode, Encode, put_version, take_array, take_version},
    ids::SessionId,
    merkle::Hash,
    signed::{Signable, Signed},
};

/// The smallest batch of a closing statement, and the largest.
const BATCH_SIZES: RangeInclusive<u32> = 16..=1024;

/// The frozen set: each participant's newest report, in ascending order of participant id, so
/// that none can be there twice unnoticed, under a Merkle root over the reports' digests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClosingStatement {
    /// Which session.
    pub session: SessionId,
    /// When it closed, milliseconds since 1970 UTC by the server's clock.
    pub closed_at: u64,
    /// How many were invited.
    pub invited: u64,
    /// How many submitted: the leaves of the tree.
    pub submitted: u64,
    /// How many reports were acknowledged, replaced ones included.
    pub revisions: u64,
    /// How many reports make a batch; a power of two from 16 to 1,024, see [`batch_size`]. The last batch may be smaller.
    pub batch_size: u32,
    /// Root over the reports' digests.
    pub root: Hash,
}

/// A closing statement with the server's signature.
pub type SignedClosingStatement = Signed<ClosingStatement>;

impl ClosingStatement {
    /// How many batches the set is computed in.
    pub fn batches(&self) -> u32 {
        u32::try_from(self.submitted.div_ceil(u64::from(self.batch_size))).unwrap_or(u32::MAX)
    }

    /// How many reports batch `index` has; 0 if there is no such batch.
    pub fn batch_len(&self, index: u32) -> usize {
        let before = u64::from(index) * u64::from(self.batch_size);
        self.submitted.saturating_sub(before).min(u64::from(self.batch_size)) as usize
    }
}

/// The batch size for reports whose leader share has `leader_share_len` bytes: as many as make up some eight
/// mebibytes, at least 16 and at most 1,024.
pub fn batch_size(leader_share_len: usize) -> u32 {
    let fit = u32::try_from((8 << 20) / leader_share_len.max(1)).unwrap_or(u32::MAX);
    let fit = fit.clamp(*BATCH_SIZES.start(), *BATCH_SIZES.end());
    1 << fit.ilog2()
}

impl Signable for ClosingStatement {
    const LABEL: &'static str = "closing-statement";
}

impl Encode for ClosingStatement {
    fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
        put_version(bytes);
        self.session.encode(bytes)?;
        self.closed_at.encode(bytes)?;
        self.invited.encode(bytes)?;
        self.submitted.encode(bytes)?;
        self.revisions.encode(bytes)?;
        self.batch_size.encode(bytes)?;
        bytes.extend_from_slice(&self.root);
        Ok(())
    }
}

impl Decode for ClosingStatement {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        take_version(bytes)?;
        let statement = Self {
            session: SessionId::decode(bytes)?,
            closed_at: u64::decode(bytes)?,
            invited: u64::decode(bytes)?,
            submitted: u64::decode(bytes)?,
            revisions: u64::decode(bytes)?,
            batch_size: u32::decode(bytes)?,
            root: take_array(bytes)?,
        };
        let size = statement.batch_size;
        if size.is_power_of_two() && BATCH_SIZES.contains(&size) {
            Ok(statement)
        } else {
            Err(CodecError::UnexpectedValue)
        }
    }
}

#[cfg(test)]
mod tests;
