//! Aggregate shares: sums of output shares, of which both parties' are needed to see anything.

use std::{fmt, marker::PhantomData};

use prio::{
    codec::{Decode, Encode},
    field::{Field128, FieldElement},
};
use zeroize::Zeroizing;

use crate::{
    circuit::{Circuit, ELEMENT_LEN},
    vdaf::Reject,
};

/// Marks the leader's shares.
#[derive(Debug)]
pub struct OfLeader;
/// Marks the helper's shares.
#[derive(Debug)]
pub struct OfHelper;

/// The sum of one party's output shares. Secret from the other party; wiped when dropped; `Debug` shows nothing.
///
/// It must not be encoded to where the other party can read it.
pub struct AggregateShare<Party> {
    pub(crate) elements: Vec<Field128>,
    party: PhantomData<Party>,
}

impl<Party> AggregateShare<Party> {
    /// The share of no report.
    pub fn new(circuit: &Circuit) -> Self {
        Self { elements: vec![Field128::zero(); circuit.output_len()], party: PhantomData }
    }

    /// Adds the share of other reports of the same session.
    pub fn merge(&mut self, other: &Self) {
        self.add(&other.elements);
    }

    pub(crate) fn add(&mut self, elements: &[Field128]) {
        debug_assert_eq!(self.elements.len(), elements.len());
        for (sum, element) in self.elements.iter_mut().zip(elements) {
            *sum += *element;
        }
    }

    /// The share's bytes, 16 an output, to be kept sealed.
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.elements.iter().flat_map(|&element| encode_element(element)).collect())
    }

    /// Reads what [`Self::encode`] wrote for the same circuit.
    pub fn decode(circuit: &Circuit, bytes: &[u8]) -> Result<Self, Reject> {
        if bytes.len() != circuit.output_len() * ELEMENT_LEN {
            return Err(Reject::Malformed);
        }
        let elements = bytes.chunks_exact(ELEMENT_LEN).map(decode_element).collect::<Option<_>>();
        Ok(Self { elements: elements.ok_or(Reject::Malformed)?, party: PhantomData })
    }
}

impl<Party> Drop for AggregateShare<Party> {
    fn drop(&mut self) {
        self.elements.fill(Field128::zero());
        std::hint::black_box(&mut self.elements);
    }
}

impl<Party> fmt::Debug for AggregateShare<Party> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AggregateShare(secret)")
    }
}

/// A field element as the VDAF encodes it: 16 bytes, little-endian.
pub(crate) fn encode_element(element: Field128) -> [u8; ELEMENT_LEN] {
    let mut bytes = Vec::with_capacity(ELEMENT_LEN);
    // Writing to a vector can't fail, and an element has always this length.
    let _ = element.encode(&mut bytes);
    bytes.try_into().unwrap_or([0; ELEMENT_LEN])
}

pub(crate) fn decode_element(bytes: &[u8]) -> Option<Field128> {
    Field128::get_decoded(bytes).ok()
}
