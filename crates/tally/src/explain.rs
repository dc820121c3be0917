//! What the two shares of one answer look like, for a participant who wants to see it.

use prio::{
    codec::Decode,
    field::Field128,
    vdaf::xof::{IntoFieldVec, Xof, XofTurboShake128},
};
use serde::{Deserialize, Serialize};

use crate::{
    circuit::{Circuit, ELEMENT_LEN},
    shard::Shares,
    vdaf::{ALGORITHM_ID, HELPER, SEED_LEN, context},
    witness::{Layout, Shape},
};

/// The version that Prio3 binds into everything it derives (draft-irtf-cfrg-vdaf-18, section 6.2.2).
const VDAF_VERSION: u8 = 18;
/// Prio3's usage of a helper's seed for its share of the measurement (draft-irtf-cfrg-vdaf-18, section 7.2).
const MEASUREMENT_SHARE: u16 = 1;

/// One element of an answer, and the two shares that it was split into. Secret: `Debug` shows nothing.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Element {
    /// What it stands for.
    pub part: Part,
    /// Both shares added up in the field: 0 or 1.
    pub value: u128,
    /// The leader's share, below [`Element::MODULUS`].
    pub leader: u128,
    /// The helper's share, below [`Element::MODULUS`].
    pub helper: u128,
}

/// What an element of an answer stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// 1 if an optional field is answered.
    Presence,
    /// A bit of a number's distance from its minimum, or of how many further options are ticked; counts so much.
    Bit(u64),
    /// 1 for yes.
    Yes,
    /// 1 if the option with this index is chosen.
    Option(usize),
}

impl Element {
    /// Elements are added up modulo this prime.
    pub const MODULUS: u128 = 340_282_366_920_938_462_946_865_773_367_900_766_209;
}

impl std::fmt::Debug for Element {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Element").field("part", &self.part).finish_non_exhaustive()
    }
}

impl Circuit {
    /// The elements of the answer to the form's field number `index`, from shares that were made for this session by
    /// this circuit: the leader's as they stand in its share, the helper's as it will derive them from its seed.
    /// Products of answers, which the proof needs, are none of them.
    ///
    /// `None` for a field that isn't there, or shares of something else.
    pub fn explain(&self, session: &[u8; 32], shares: &Shares, index: usize) -> Option<Vec<Element>> {
        let layout = self.0.layouts.get(index)?;
        let parts = parts(layout);
        let first = layout.presence.unwrap_or(layout.first);
        let end = first + parts.len();
        let leader = shares.leader.get(first * ELEMENT_LEN..end * ELEMENT_LEN)?;
        let leader = leader.chunks_exact(ELEMENT_LEN).map(Field128::get_decoded);
        let helper = helper_share(session, shares.helper.first_chunk()?, end);
        let pairs = leader.zip(helper.into_iter().skip(first)).zip(parts);
        pairs.map(|((leader, helper), part)| Some(element(part, leader.ok()?, helper))).collect()
    }
}

fn element(part: Part, leader: Field128, helper: Field128) -> Element {
    let integer = u128::from;
    Element { part, value: integer(leader + helper), leader: integer(leader), helper: integer(helper) }
}

/// What the elements of a field stand for, in their order.
fn parts(layout: &Layout) -> Vec<Part> {
    let mut parts: Vec<Part> = layout.presence.map(|_| Part::Presence).into_iter().collect();
    match &layout.shape {
        Shape::Number { weights, .. } => parts.extend(weights.iter().copied().map(Part::Bit)),
        Shape::Boolean => parts.push(Part::Yes),
        Shape::Choice { options } => parts.extend((0..*options).map(Part::Option)),
        Shape::Multi { options, weights } => {
            parts.extend((0..*options).map(Part::Option));
            parts.extend(weights.iter().copied().map(Part::Bit));
        }
    }
    parts
}

/// The first `len` elements of the helper's share of a measurement.
fn helper_share(session: &[u8; 32], seed: &[u8; SEED_LEN], len: usize) -> Vec<Field128> {
    let [a, b, c, d] = ALGORITHM_ID.to_be_bytes();
    let [usage_high, usage_low] = MEASUREMENT_SHARE.to_be_bytes();
    let tag = [VDAF_VERSION, 0, a, b, c, d, usage_high, usage_low];
    XofTurboShake128::seed_stream(seed, &[&tag, &context(session)], &[&[HELPER as u8]]).into_field_vec(len)
}

#[cfg(test)]
mod tests {
    use prio::field::FieldElementWithInteger;
    use tacit_form::{Answers, Form};

    use super::*;
    use crate::shard;

    const FORM: &str = r#"
        title = "T"
        purpose = "P"
        [[field]]
        key = "first"
        kind = "boolean"
        label = "F"
        [[field]]
        key = "wage"
        kind = "number"
        label = "W"
        min = -5
        max = 100
        optional = true
        [[field]]
        key = "place"
        kind = "choice"
        label = "P"
        options = [{ key = "home", label = "H" }, { key = "office", label = "O" }]
        [[field]]
        key = "tools"
        kind = "multi"
        label = "T"
        options = [{ key = "a", label = "A" }, { key = "b", label = "B" }, { key = "c", label = "C" }]
        [[analysis]]
        kind = "standard_deviation"
        of = "wage"
    "#;

    fn explained(answers: &Answers) -> Vec<Vec<Element>> {
        let form = Form::from_toml(FORM).unwrap();
        let circuit = Circuit::compile(&form, 100).unwrap();
        let shares = shard(&circuit, &[3; 32], &[4; 16], &form.validate(answers).unwrap()).unwrap();
        assert!(circuit.explain(&[3; 32], &shares, 4).is_none());
        (0..4).map(|index| circuit.explain(&[3; 32], &shares, index).unwrap()).collect()
    }

    fn answers() -> Answers {
        Answers::from([("first", "yes"), ("wage", "37"), ("place", "office"), ("tools", "a"), ("tools", "c")])
    }

    fn values(elements: &[Element]) -> Vec<u128> {
        elements.iter().map(|element| element.value).collect()
    }

    #[test]
    fn shares_add_up_to_the_answers() {
        let fields = explained(&answers());
        assert_eq!(values(&fields[0]), [1]);
        assert_eq!(fields[1][0].part, Part::Presence);
        let bits = fields[1][1..].iter();
        let offset: u128 = bits
            .map(|element| match element.part {
                Part::Bit(weight) => u128::from(weight) * element.value,
                other => panic!("{other:?}"),
            })
            .sum();
        assert_eq!((fields[1][0].value, offset), (1, 42));
        assert_eq!(values(&fields[2]), [0, 1]);
        assert_eq!(values(&fields[3])[..3], [1, 0, 1]);
        for element in fields.iter().flatten() {
            assert!(element.leader < Element::MODULUS && element.helper < Element::MODULUS);
            assert_eq!(element.value, add(element.leader, element.helper));
        }
    }

    fn add(a: u128, b: u128) -> u128 {
        if a >= Element::MODULUS - b { a - (Element::MODULUS - b) } else { a + b }
    }

    #[test]
    fn sharing_again_takes_other_numbers() {
        let (one, two) = (explained(&answers()), explained(&answers()));
        for (one, two) in one.iter().flatten().zip(two.iter().flatten()) {
            assert_eq!(one.value, two.value);
            assert!(one.leader != two.leader && one.helper != two.helper);
        }
    }

    #[test]
    fn the_modulus_is_the_fields() {
        assert_eq!(Element::MODULUS, Field128::modulus());
    }

    #[test]
    fn nothing_is_shown_by_debug() {
        let element = Element { part: Part::Yes, value: 1, leader: 7777, helper: 8888 };
        assert_eq!(format!("{element:?}"), "Element { part: Yes, .. }");
    }
}
