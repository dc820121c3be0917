//! Sums of each cohort apart, and opening them beside the sums of everybody (docs/PROTOCOL.md §8).

mod decision;

use std::collections::BTreeMap;

use tacit_form::{
    Epsilon, Form,
    results::{CohortResults, Results},
};
use zeroize::Zeroizing;

use self::decision::eligible;
pub(crate) use self::decision::{Decision, questions};
use crate::{
    aggregate::{AggregateShare, OfHelper, OfLeader, encode_element},
    circuit::{Circuit, ELEMENT_LEN},
    disclosure::{ReleaseError, Released, open_counts},
    noise::{Blur, Noise, TooMuchNoise},
    tables::Tables,
    vdaf::Reject,
};

/// One party's aggregate shares, a cohort each; where there are no cohorts, all of number 0. Secret as they are.
pub struct Sums<Party> {
    of: BTreeMap<u16, Sum<Party>>,
}

struct Sum<Party> {
    accepted: u64,
    share: AggregateShare<Party>,
}

/// What decides what is opened, the same for both parties but for the noise's seed.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Nothing is opened of fewer people.
    pub threshold: u32,
    /// The party's noise; `None`: everything is exact.
    pub blur: Option<Blur>,
}

impl Terms {
    /// Those of a session, with the party's secret seed of noise if there is a budget. See [`Noise::new`], [`Blur::new`].
    ///
    /// # Errors
    ///
    /// [`TooMuchNoise`].
    pub fn new(
        circuit: &Circuit,
        (threshold, max_participants): (u32, u32),
        epsilon: Option<Epsilon>,
        has_cohorts: bool,
        seed: impl FnOnce() -> Zeroizing<[u8; 32]>,
    ) -> Result<Self, TooMuchNoise> {
        let noise = epsilon.map(|epsilon| Noise::new(circuit, epsilon, has_cohorts, max_participants));
        Ok(Self { threshold, blur: noise.transpose()?.map(|noise| Blur::new(noise, seed())) })
    }

    /// Exact results of no fewer people than this.
    pub fn exact(threshold: u32) -> Self {
        Self { threshold, blur: None }
    }

    pub(crate) fn noise(&self) -> Option<&Noise> {
        self.blur.as_ref().map(Blur::noise)
    }
}

/// The most outputs that the cohorts of a session have together.
pub const MAX_OUTPUTS: usize = 400_000;

/// A form computes too much for so many cohorts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "this form computes {outputs} sums, and {cohorts} cohorts are too many for that: together they may have {MAX_OUTPUTS}. \
     Name fewer cohorts, or compute less."
)]
pub struct TooManyCohorts {
    outputs: usize,
    cohorts: usize,
}

/// Whether a session of this circuit may have so many cohorts: each has sums of its own.
pub fn check(circuit: &Circuit, cohorts: usize) -> Result<(), TooManyCohorts> {
    let outputs = circuit.output_len();
    if outputs.saturating_mul(cohorts) <= MAX_OUTPUTS {
        Ok(())
    } else {
        Err(TooManyCohorts { outputs, cohorts })
    }
}

/// How long the encoded [`Sums`] of so many cohorts are at most, in bytes.
pub fn max_encoded_len(circuit: &Circuit, cohorts: usize) -> usize {
    4 + cohorts * (HEAD_LEN + circuit.output_len() * ELEMENT_LEN)
}

/// A party's shares of all counts of everybody (first, as cohort 0) and of each cohort that is large enough, ascending.
pub type Counts = Vec<(u16, Vec<[u8; ELEMENT_LEN]>)>;
/// What the leader releases of everybody (first, as cohort 0) and of each cohort that is large enough, ascending.
pub type Releases = Vec<(u16, Released)>;

impl<Party> Sums<Party> {
    /// Of no report.
    pub fn new() -> Self {
        Self { of: BTreeMap::new() }
    }

    /// Adds a report to its cohort's sum, by what does so if it is sound.
    ///
    /// # Errors
    ///
    /// Those of `add`; the report isn't counted then.
    pub fn add<T, E>(
        &mut self,
        circuit: &Circuit,
        cohort: u16,
        add: impl FnOnce(&mut AggregateShare<Party>) -> Result<T, E>,
    ) -> Result<T, E> {
        let sum = self.sum(circuit, cohort);
        let added = add(&mut sum.share)?;
        sum.accepted += 1;
        Ok(added)
    }

    /// Adds the sums of other reports of the same session.
    pub fn merge(&mut self, circuit: &Circuit, other: &Self) {
        for (&cohort, other) in &other.of {
            let sum = self.sum(circuit, cohort);
            sum.share.merge(&other.share);
            sum.accepted += other.accepted;
        }
    }

    /// How many reports are in them.
    pub fn accepted(&self) -> u64 {
        self.of.values().map(|sum| sum.accepted).sum()
    }

    /// The sums' bytes, to be kept sealed: number of cohorts (4), then of each its number (2), reports (8) and share (16 an
    /// output), ascending; integers big-endian.
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        let counted = || self.of.iter().filter(|(_, sum)| sum.accepted > 0);
        let shares: Vec<_> =
            counted().map(|(cohort, sum)| (cohort, sum.accepted, sum.share.encode())).collect();
        let len = shares.iter().map(|(_, _, share)| HEAD_LEN + share.len()).sum::<usize>();
        let mut bytes = Zeroizing::new(Vec::with_capacity(4 + len));
        bytes.extend_from_slice(&(shares.len() as u32).to_be_bytes());
        for (cohort, accepted, share) in shares {
            bytes.extend_from_slice(&cohort.to_be_bytes());
            bytes.extend_from_slice(&accepted.to_be_bytes());
            bytes.extend_from_slice(&share);
        }
        bytes
    }

    /// Reads what [`Self::encode`] wrote for the same circuit.
    pub fn decode(circuit: &Circuit, bytes: &[u8]) -> Result<Self, Reject> {
        let (count, rest) = bytes.split_first_chunk().ok_or(Reject::Malformed)?;
        let sums = rest.chunks(HEAD_LEN + circuit.output_len() * ELEMENT_LEN);
        if sums.len() != u32::from_be_bytes(*count) as usize {
            return Err(Reject::Malformed);
        }
        let read = |bytes: &[u8]| {
            let (cohort, bytes) = bytes.split_first_chunk().ok_or(Reject::Malformed)?;
            let (accepted, bytes) = bytes.split_first_chunk().ok_or(Reject::Malformed)?;
            let share = AggregateShare::decode(circuit, bytes)?;
            Ok((u16::from_be_bytes(*cohort), Sum { accepted: u64::from_be_bytes(*accepted), share }))
        };
        let sums: Vec<_> = sums.map(read).collect::<Result<_, Reject>>()?;
        let ascending = sums.is_sorted_by(|(one, _), (next, _)| one < next);
        if !ascending || sums.iter().any(|(_, sum)| sum.accepted == 0) {
            return Err(Reject::Malformed);
        }
        Ok(Self { of: sums.into_iter().collect() })
    }

    fn sum(&mut self, circuit: &Circuit, cohort: u16) -> &mut Sum<Party> {
        self.of.entry(cohort).or_insert_with(|| Sum { accepted: 0, share: AggregateShare::new(circuit) })
    }

    /// The share of everybody's sum.
    fn total(&self, circuit: &Circuit) -> AggregateShare<Party> {
        let mut total = AggregateShare::new(circuit);
        self.of.values().for_each(|sum| total.merge(&sum.share));
        total
    }

    fn accepted_by_cohort(&self) -> BTreeMap<u16, u64> {
        self.of.iter().map(|(&cohort, sum)| (cohort, sum.accepted)).collect()
    }

    /// The shares of what is opened of: everybody, and each cohort that is large enough; nothing if there are too few.
    fn opened(&self, circuit: &Circuit, terms: &Terms) -> Vec<Opening<'_, Party>> {
        let accepted = self.accepted();
        if accepted < u64::from(terms.threshold) {
            return Vec::new();
        }
        let opening = |cohort, accepted, share| Opening { cohort, accepted, share };
        let everybody = opening(0, accepted, Share::Own(self.total(circuit)).on(circuit, terms, 0));
        let cohorts = eligible(&self.accepted_by_cohort(), terms.threshold.into()).into_iter();
        let cohorts = cohorts.filter_map(|cohort| {
            let sum = self.of.get(&cohort)?;
            Some(opening(cohort, sum.accepted, Share::Of(&sum.share).on(circuit, terms, cohort)))
        });
        std::iter::once(everybody).chain(cohorts).collect()
    }
}

const HEAD_LEN: usize = 2 + 8;

/// What is opened together: everybody's sums, or one cohort's.
struct Opening<'a, Party> {
    cohort: u16,
    accepted: u64,
    share: Share<'a, Party>,
}

enum Share<'a, Party> {
    Own(AggregateShare<Party>),
    Of(&'a AggregateShare<Party>),
}

impl<Party> Share<'_, Party> {
    /// With the party's noise for this cohort, if it adds any.
    fn on(self, circuit: &Circuit, terms: &Terms, cohort: u16) -> Self {
        let Some(blur) = &terms.blur else { return self };
        let mut blurred = AggregateShare::new(circuit);
        blurred.merge(self.get());
        blur.add_to(cohort, &mut blurred.elements);
        Self::Own(blurred)
    }

    fn get(&self) -> &AggregateShare<Party> {
        match self {
            Share::Own(share) => share,
            Share::Of(share) => share,
        }
    }
}

/// Adds both parties' shares of the counts up, and decides by them.
fn decide<Party>(
    circuit: &Circuit,
    openings: &[Opening<'_, Party>],
    others: &[(u16, impl AsRef<[[u8; ELEMENT_LEN]]>)],
    terms: &Terms,
) -> Result<Decision, ReleaseError> {
    let inner = &circuit.0;
    if others.iter().map(|(cohort, _)| *cohort).ne(openings.iter().map(|opening| opening.cohort)) {
        return Err(ReleaseError::Shape);
    }
    let units = openings.iter().zip(others).map(|(opening, (_, others))| {
        let own = &opening.share.get().elements[..inner.counts];
        Ok((opening.cohort, opening.accepted, open_counts(inner, own, others.as_ref())?))
    });
    Decision::make(inner, units.collect::<Result<Vec<_>, _>>()?, terms)
}

impl Sums<OfLeader> {
    /// The leader's release, given the helper's shares of the counts ([`Sums::counts`]).
    ///
    /// The shares of values that aren't released must never leave the server.
    pub fn release(
        &self,
        circuit: &Circuit,
        helper_counts: &Counts,
        terms: &Terms,
    ) -> Result<Releases, ReleaseError> {
        let openings = self.opened(circuit, terms);
        if openings.is_empty() {
            return Ok(vec![(0, Released::nothing(circuit, self.accepted()))]);
        }
        let decision = decide(circuit, &openings, helper_counts, terms)?;
        let permitted = decision.permitted();
        let released = openings.iter().zip(permitted).map(|(opening, permitted)| {
            (opening.cohort, opening.share.get().released(circuit, opening.accepted, permitted))
        });
        Ok(released.collect())
    }
}

impl Sums<OfHelper> {
    /// The helper's shares of the counts, for the leader; none if fewer reports than the threshold were accepted.
    pub fn counts(&self, circuit: &Circuit, terms: &Terms) -> Counts {
        let counts = |share: &AggregateShare<OfHelper>| {
            share.elements[..circuit.0.counts].iter().map(|&share| encode_element(share)).collect()
        };
        let openings = self.opened(circuit, terms);
        openings.iter().map(|opening| (opening.cohort, counts(opening.share.get()))).collect()
    }

    /// The results of `form`, for which `circuit` was compiled, from what the leader released: of everybody, and of the
    /// cohorts with these names.
    ///
    /// Checks that the leader released what the threshold permits, no more and no less. `submitted` is the number of
    /// reports in the closed set.
    pub fn open(
        &self,
        circuit: &Circuit,
        form: &Form,
        cohorts: &[String],
        released: &Releases,
        submitted: u64,
        terms: &Terms,
    ) -> Result<Results, ReleaseError> {
        let [(0, everybody), others @ ..] = &released[..] else { return Err(ReleaseError::Shape) };
        if everybody.accepted != self.accepted() {
            return Err(ReleaseError::WrongRelease);
        }
        let openings = self.opened(circuit, terms);
        let nobody = AggregateShare::new(circuit);
        let own = openings.first().map_or(&nobody, |opening| opening.share.get());
        let counts: Vec<_> = released.iter().map(|(cohort, released)| (*cohort, &released.counts)).collect();
        let decision = match &openings[..] {
            [] if others.is_empty() => None,
            _ => Some(decide(circuit, &openings, &counts, terms)?),
        };
        let permitted = decision.as_ref().map(|decision| &decision.everybody);
        let (of_everybody, tables) = match &decision {
            Some(decision) if terms.blur.is_none() => {
                Some(Tables::of_all(&circuit.0.plan, decision, terms.threshold.into())?)
            }
            _ => None,
        }
        .unzip();
        let mut results =
            own.open_on(circuit, form, everybody, submitted, (terms, permitted, of_everybody))?;
        results.cohorts = (1..)
            .zip(cohorts)
            .map(|(number, name)| {
                let accepted = self.of.get(&number).map_or(0, |sum| sum.accepted);
                let cohort = CohortResults { name: name.clone(), accepted, analyses: Vec::new() };
                let found = others.iter().position(|(other, _)| *other == number);
                let (Some(decision), Some(at)) = (&decision, found) else { return Ok(cohort) };
                let (own, released) = (openings[at + 1].share.get(), &others[at].1);
                let tables = tables.as_ref().map(|tables| tables[at].clone());
                let analyses = own.open_cohort(circuit, form, released, (decision, at), (terms, tables))?;
                Ok(CohortResults { analyses, ..cohort })
            })
            .collect::<Result<_, ReleaseError>>()?;
        Ok(results)
    }
}

impl<Party> Default for Sums<Party> {
    fn default() -> Self {
        Self::new()
    }
}

impl<Party> std::fmt::Debug for Sums<Party> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sums({} cohorts, secret)", self.of.len())
    }
}
