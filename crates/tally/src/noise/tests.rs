use prio::field::FieldElement;
use proptest::prelude::*;
use tacit_form::{Answers, Form};

use super::*;
use crate::{linear::signed, witness::encode};

fn circuit(fields: &str, analyses: &str) -> Circuit {
    Circuit::compile(&form(fields, analyses), 1000).unwrap()
}

fn form(fields: &str, analyses: &str) -> Form {
    let form = format!("title = \"T\"\npurpose = \"P\"\nfield = [{fields}]\nanalysis = [{analyses}]");
    Form::from_toml(&form).unwrap()
}

const PAY: &str = "{ key = \"pay\", kind = \"number\", label = \"Pay\", min = -10, max = 99 },";
const HOURS: &str =
    "{ key = \"hours\", kind = \"number\", label = \"H\", min = 0, max = 40, optional = true },";
const MEMBER: &str = "{ key = \"member\", kind = \"boolean\", label = \"Member\", optional = true },";
const LEADS: &str = "{ key = \"leads\", kind = \"boolean\", label = \"Leads\" },";
const REGION: &str = "{ key = \"region\", kind = \"choice\", label = \"Region\", options = [\
    { key = \"n\", label = \"N\" }, { key = \"s\", label = \"S\" }, { key = \"e\", label = \"E\" }] },";

#[test]
fn what_excludes_each_other_counts_once() {
    let total = |fields: &str, analyses: &str| sensitivity::of(&circuit(fields, analyses).0).unwrap().total;
    assert_eq!(total(PAY, "{ kind = \"sum\", of = \"pay\" }"), 1);
    assert_eq!(total(PAY, "{ kind = \"standard_deviation\", of = \"pay\" }"), 2);
    // Of a boolean that must be answered, who says no follows from who says yes.
    assert_eq!(total(LEADS, "{ kind = \"frequency\", of = \"leads\" }"), 1);
    assert_eq!(total(REGION, "{ kind = \"frequency\", of = \"region\" }"), 2);
    // The regions' sizes, and the regions' sums.
    let both = format!("{PAY}{REGION}");
    assert_eq!(total(&both, "{ kind = \"sum\", of = \"pay\", by = \"region\" }"), 4);
    assert_eq!(total(PAY, "{ kind = \"histogram\", of = \"pay\", bins = [20, 30, 40] }"), 2);
}

#[test]
fn widths_are_those_of_one_report() {
    let of = |fields: &str, analyses: &str| sensitivity::of(&circuit(fields, analyses).0).unwrap().widths;
    assert_eq!(of(PAY, "{ kind = \"standard_deviation\", of = \"pay\" }"), [109, 109 * 109]);
    assert_eq!(of(REGION, "{ kind = \"frequency\", of = \"region\" }"), [1, 1, 1]);
    // Some of the groups that a regression on two booleans implies are counted as differences of sums.
    let booleans = format!("{PAY}{MEMBER}{LEADS}");
    let regression =
        circuit(&booleans, "{ kind = \"regression\", of = \"pay\", on = [\"member\", \"leads\"] }");
    let widths = sensitivity::of(&regression.0).unwrap().widths;
    assert!(
        regression.0.counts > 3 && widths[..regression.0.counts].iter().all(|&width| width == 1),
        "{widths:?}"
    );
}

/// Everything that a form can ask for.
fn rich() -> Form {
    let fields = [PAY, HOURS, MEMBER, LEADS, REGION].concat();
    let kinds = [
        "{ kind = \"count\", by = \"region\" }",
        "{ kind = \"sum\", of = \"pay\", by = \"member\" }",
        "{ kind = \"standard_deviation\", of = \"hours\", by = \"region\" }",
        "{ kind = \"mean\", of = \"hours\", by = \"leads\" }",
        "{ kind = \"frequency\", of = \"region\", by = \"member\" }",
        "{ kind = \"crosstab\", rows = \"region\", columns = \"member\" }",
        "{ kind = \"regression\", of = \"pay\", on = [\"hours\", \"member\"] }",
        "{ kind = \"regression\", of = \"pay\", on = [\"leads\", \"member\"] }",
        "{ kind = \"weighted_mean\", of = \"pay\", weight = \"hours\", by = \"leads\" }",
        "{ kind = \"histogram\", of = \"pay\", bins = [0, 30, 40], by = \"region\" }",
    ];
    form(&fields, &kinds.join(","))
}

fn outputs(form: &Form, circuit: &Circuit, answers: &[(&str, String)]) -> Vec<i128> {
    let answers: Answers = answers
        .iter()
        .filter(|(_, answer)| !answer.is_empty())
        .map(|(key, answer)| ((*key).to_owned(), vec![answer.clone()]))
        .collect::<std::collections::BTreeMap<_, _>>()
        .into();
    let mut witness = encode(&circuit.0, &form.validate(&answers).unwrap()).unwrap();
    circuit.0.outputs_of(witness.elements_mut()).into_iter().map(signed).collect()
}

prop_compose! {
    fn person()(
        pay in -10i32..100,
        hours in prop::option::of(0u32..41),
        member in prop::option::of(any::<bool>()),
        leads in any::<bool>(),
        region in prop::sample::select(vec!["n", "s", "e"]),
    ) -> Vec<(&'static str, String)> {
        let said = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
        vec![
            ("pay", pay.to_string()),
            ("hours", hours.map(|hours| hours.to_string()).unwrap_or_default()),
            ("member", member.map(said).unwrap_or_default()),
            ("leads", said(leads)),
            ("region", region.to_owned()),
        ]
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn nobody_moves_the_sums_by_more_than_the_sensitivity(one in person(), other in person()) {
        let form = rich();
        let circuit = Circuit::compile(&form, 1000).unwrap();
        let sensitivity = sensitivity::of(&circuit.0).unwrap();
        let [one, other] = [one, other].map(|answers| outputs(&form, &circuit, &answers));
        let mut moved = 0.0;
        for ((one, other), &width) in one.iter().zip(&other).zip(&sensitivity.widths) {
            prop_assert!(one.abs_diff(*other) <= width);
            moved += one.abs_diff(*other) as f64 / width as f64;
        }
        prop_assert!(moved <= sensitivity.total as f64 + 1e-9, "{moved} of {}", sensitivity.total);
        // Not trivially: less than if all outputs moved at once.
        prop_assert!((sensitivity.total as usize) < sensitivity.widths.len() * 3 / 4);
    }
}

/// Draws for one count and a scale of 2.
fn draws(count: u32) -> Vec<i128> {
    let circuit = circuit(LEADS, "{ kind = \"frequency\", of = \"leads\" }");
    let noise = Noise::new(&circuit, "0.5".parse().unwrap(), false, 1000).unwrap();
    assert!(
        (noise.deviation(0) - (2.0f64 * (8.0 - 1.0 / 6.0)).sqrt()).abs() < 0.01,
        "{}",
        noise.deviation(0)
    );
    let draw = |number: u32| {
        let mut seed = [7; 32];
        seed[..4].copy_from_slice(&number.to_be_bytes());
        let mut outputs = [Field128::zero()];
        Blur::new(noise.clone(), Zeroizing::new(seed)).add_to(0, &mut outputs);
        signed(outputs[0])
    };
    (0..count).map(draw).collect()
}

#[test]
fn the_noise_is_distributed_as_it_must_be() {
    const DRAWS: u32 = 40_000;
    let drawn = draws(DRAWS);
    // P(x) = (1 - q) / (1 + q) · q^|x| with q = e^(-1/2).
    let q = (-0.5f64).exp();
    let probability = |x: i128| (1.0 - q) / (1.0 + q) * q.powi(x.unsigned_abs() as i32);
    let mut chi_square = 0.0;
    let mut tail = (f64::from(DRAWS), f64::from(DRAWS));
    for x in -12..=12 {
        let expected = probability(x) * f64::from(DRAWS);
        let observed = drawn.iter().filter(|&&drawn| drawn == x).count() as f64;
        chi_square += (observed - expected).powi(2) / expected;
        tail = (tail.0 - observed, tail.1 - expected);
    }
    chi_square += (tail.0 - tail.1).powi(2) / tail.1;
    // 25 degrees of freedom: above 52.6 once in a thousand.
    assert!(chi_square < 52.6, "{chi_square}");
    // The test notices a scale that is off by a twentieth.
    let variance = drawn.iter().map(|x| (x * x) as f64).sum::<f64>() / f64::from(DRAWS);
    let expected = 2.0 * q / (1.0 - q).powi(2);
    assert!((variance / expected - 1.0).abs() < 0.05, "{variance} for {expected}");
}

#[test]
fn the_same_seed_gives_the_same_noise_and_each_cohort_its_own() {
    let circuit = circuit(PAY, "{ kind = \"standard_deviation\", of = \"pay\" }");
    let noise = Noise::new(&circuit, "1".parse().unwrap(), true, 1000).unwrap();
    let draw = |seed: u8, cohort: u16| {
        let mut outputs = [Field128::zero(); 2];
        Blur::new(noise.clone(), Zeroizing::new([seed; 32])).add_to(cohort, &mut outputs);
        outputs
    };
    assert_eq!(draw(1, 0), draw(1, 0));
    for (seed, cohort) in [(1, 1), (1, 256), (2, 0)] {
        assert_ne!(draw(1, 0), draw(seed, cohort));
    }
}

/// Both parties' programs must draw the same for ever: a helper that is asked again gives the same.
#[test]
fn the_draws_are_frozen() {
    let circuit =
        circuit(&[PAY, REGION].concat(), "{ kind = \"standard_deviation\", of = \"pay\", by = \"region\" }");
    let noise = Noise::new(&circuit, "0.5".parse().unwrap(), false, 1000).unwrap();
    let mut outputs = vec![Field128::zero(); circuit.output_len()];
    Blur::new(noise, Zeroizing::new([3; 32])).add_to(2, &mut outputs);
    assert_eq!(outputs.into_iter().map(signed).collect::<Vec<_>>(), FROZEN);
}

const FROZEN: [i128; 9] = [10, 22, -2, -181, 46861, -44, 14187, -961, 137];

#[test]
fn the_budget_is_divided_among_what_is_said() {
    let deviation = |analyses: &str, epsilon: &str, has_cohorts| {
        let noise = Noise::new(&circuit(PAY, analyses), epsilon.parse().unwrap(), has_cohorts, 1000).unwrap();
        noise.deviation(0)
    };
    let sum = "{ kind = \"sum\", of = \"pay\" }";
    let once = deviation(sum, "1", false);
    assert!((once / (109.0 * 2.0) - 1.0).abs() < 1e-3, "{once}");
    for (analyses, epsilon, has_cohorts) in [
        (sum, "0.5", false),
        (sum, "1", true),
        ("{ kind = \"standard_deviation\", of = \"pay\" }", "1", false),
    ] {
        assert!(
            (deviation(analyses, epsilon, has_cohorts) / once - 2.0).abs() < 1e-3,
            "{analyses} {epsilon}"
        );
    }
}

#[test]
fn too_much_noise_is_refused() {
    let huge = "{ key = \"x\", kind = \"number\", label = \"X\", min = 0, max = 36028797018963968 }";
    let circuit = circuit(huge, "{ kind = \"standard_deviation\", of = \"x\" }");
    assert_eq!(Noise::new(&circuit, "1".parse().unwrap(), false, 2).map(drop), Err(TooMuchNoise));
}

#[test]
fn debug_shows_no_seed() {
    let circuit = circuit(PAY, "{ kind = \"sum\", of = \"pay\" }");
    let noise = Noise::new(&circuit, "0.25".parse().unwrap(), false, 10).unwrap();
    assert_eq!(format!("{:?}", Blur::new(noise, Zeroizing::new([9; 32]))), "Blur(0.25, secret)");
}
