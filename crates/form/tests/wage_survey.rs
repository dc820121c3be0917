//! The example survey, computed in the clear: the figures that J. M. Wooldridge's "Introductory Econometrics" prints
//! for the same data (examples 2.4 and 7.1, equations 7.4 and 7.5), to the printed digits.

use tacit_form::statistics::{self, Coefficient, CrossMoments, Moments, Regression, Variable};
use tacit_form::{Analysis, Answers, Field, Form, Kind, Number, ValidAnswers, Value};

const SURVEY: &str = include_str!("../../../examples/wage-survey.toml");
const DATA: &str = include_str!("../../../examples/wage1.csv");

fn survey() -> Form {
    Form::from_toml(SURVEY).expect("a valid form")
}

fn submissions(form: &Form) -> Vec<ValidAnswers> {
    let mut data = csv::Reader::from_reader(DATA.as_bytes());
    let keys = data.headers().expect("a header").clone();
    data.records()
        .map(|record| {
            let record = record.expect("a record");
            form.validate(&keys.iter().zip(&record).collect::<Answers>()).expect("valid answers")
        })
        .collect()
}

/// What is summed for a number or boolean: how far the answer is above its smallest.
fn offset(field: &Field, value: &Option<Value>) -> u128 {
    match (&field.kind, value) {
        (Kind::Number(number), Some(Value::Number(units))) => units.abs_diff(number.min).into(),
        (Kind::Boolean, Some(Value::Boolean(yes))) => (*yes).into(),
        other => panic!("no variable: {other:?}"),
    }
}

fn moments<'a>(form: &Form, of: usize, answers: impl Iterator<Item = &'a ValidAnswers>) -> Moments {
    let offsets: Vec<u128> = answers.map(|a| offset(&form.fields()[of], &a.values()[of])).collect();
    Moments {
        count: offsets.len() as u64,
        sum: offsets.iter().sum(),
        sum_of_squares: Some(offsets.iter().map(|u| u * u).sum()),
    }
}

fn wage(form: &Form) -> (usize, Number) {
    let index = form.field_index("wage").expect("the wage");
    let Kind::Number(number) = form.fields()[index].kind.clone() else { panic!("no number") };
    (index, number)
}

/// The survey's own regression with as many predictors as given.
fn regression(predictors: &[&str]) -> Regression {
    let form = survey();
    let (of, _) = wage(&form);
    let on: Vec<usize> = predictors.iter().map(|key| form.field_index(key).expect("a field")).collect();
    assert!(form.analyses().contains(&Analysis::Regression { of, on: on.clone() }), "not in the survey");
    let fields: Vec<usize> = std::iter::once(of).chain(on).collect();
    let rows: Vec<Vec<u128>> = submissions(&form)
        .iter()
        .map(|answers| fields.iter().map(|&i| offset(&form.fields()[i], &answers.values()[i])).collect())
        .collect();
    let sum = |term: &dyn Fn(&Vec<u128>) -> u128| rows.iter().map(term).sum();
    let moments = CrossMoments {
        count: rows.len() as u64,
        sums: (0..fields.len()).map(|i| sum(&|row| row[i])).collect(),
        products: (0..fields.len())
            .map(|i| (0..fields.len()).map(|j| sum(&|row| row[i] * row[j])).collect())
            .collect(),
    };
    let variables: Vec<Variable> =
        fields.iter().map(|&index| Variable::of(&form.fields()[index]).expect("a variable")).collect();
    statistics::regression(&variables, &moments).expect("a regression")
}

/// Estimates and standard errors, the intercept's first, to the decimals that are printed.
fn printed(result: &Regression, figure: impl Fn(&Coefficient) -> f64, decimals: usize) -> Vec<String> {
    let all = std::iter::once(&result.intercept).chain(&result.coefficients);
    all.map(|coefficient| format!("{:.decimals$}", figure(coefficient))).collect()
}

fn r_squared(result: &Regression) -> String {
    format!("{:.3}", result.r_squared.expect("a wage that varies"))
}

#[test]
fn means_of_everybody_and_by_sex() {
    let form = survey();
    let answers = submissions(&form);
    let (of, number) = wage(&form);
    let female = form.field_index("female").unwrap();
    let of_sex = |sex: bool| {
        answers.iter().filter(move |answers| answers.values()[female] == Some(Value::Boolean(sex)))
    };
    let mean = |moments: &Moments| format!("{:.2}", statistics::mean(&number, moments).unwrap());

    let everybody = moments(&form, of, answers.iter());
    assert_eq!((everybody.count, mean(&everybody).as_str()), (526, "5.90"));
    let men = moments(&form, of, of_sex(false));
    assert_eq!((men.count, mean(&men).as_str()), (274, "7.10"));
    let women = moments(&form, of, of_sex(true));
    assert_eq!((women.count, mean(&women).as_str()), (252, "4.59"));

    let deviation = statistics::spread(&number, &everybody).unwrap().standard_deviation;
    assert_eq!(format!("{deviation:.3}"), "3.693");
}

#[test]
fn example_2_4() {
    let result = regression(&["educ"]);
    assert_eq!(result.observations, 526);
    assert_eq!(printed(&result, |c| c.estimate, 2), ["-0.90", "0.54"]);
    assert_eq!(printed(&result, |c| c.standard_error.unwrap(), 3), ["0.685", "0.053"]);
    assert_eq!(r_squared(&result), "0.165");
}

#[test]
fn equation_7_4() {
    let result = regression(&["female", "educ", "exper", "tenure"]);
    assert_eq!(printed(&result, |c| c.estimate, 2)[..2], ["-1.57", "-1.81"]);
    assert_eq!(printed(&result, |c| c.estimate, 3)[2..], ["0.572", "0.025", "0.141"]);
    // Printed: .72, .26, .049, .012, .021
    assert_eq!(
        printed(&result, |c| c.standard_error.unwrap(), 3),
        ["0.725", "0.265", "0.049", "0.012", "0.021"]
    );
    assert_eq!(r_squared(&result), "0.364");
}

#[test]
fn equation_7_5() {
    let result = regression(&["female"]);
    assert_eq!(printed(&result, |c| c.estimate, 2), ["7.10", "-2.51"]);
    assert_eq!(printed(&result, |c| c.standard_error.unwrap(), 2), ["0.21", "0.30"]);
    assert_eq!(r_squared(&result), "0.116");
}

#[test]
fn asks_for_every_column_of_the_data() {
    let form = survey();
    let keys: Vec<&str> = form.fields().iter().map(|field| field.key.as_str()).collect();
    assert_eq!(keys.join(","), DATA.lines().next().unwrap());
    assert!(form.fields().iter().all(|field| !field.optional));
    let titles: Vec<String> = form.analyses().iter().map(|a| form.analysis_title(a)).collect();
    assert_eq!(titles[3], "Mean of “Average hourly earnings” by “Female”");
}
