//! Forms: what is wrong with them, and what they are.

use crate::{analyst::Analyst, survey::FORM, transcript::Transcript};

#[test]
fn transcript_of_form_check() {
    let analyst = Analyst::new(&"http://127.0.0.1:9".parse().unwrap());
    let example = |name: &str| {
        std::fs::read_to_string(format!("{}/../examples/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    };
    let wage = example("wage-survey.toml");
    for (name, text) in [
        ("wage.toml", wage.clone()),
        ("spend.toml", example("supplier-spend.toml")),
        ("lunch.toml", FORM.to_owned()),
        ("syntax.toml", FORM.replacen("min = 0", "min = O", 1)),
        ("unknown.toml", FORM.replacen("min = 0", "minimum = 0", 1)),
        ("bounds.toml", FORM.replacen("min = 0", "min = 2000", 1)),
        ("analysis.toml", FORM.replacen("of = \"out\"", "of = \"in\"", 1)),
        (
            "huge.toml",
            FORM.replacen("max = 1000", "max = 9000000000000000000", 1)
                + "[[analysis]]\nkind = \"standard_deviation\"\nof = \"cost\"\n",
        ),
        ("empty.toml", String::new()),
    ] {
        std::fs::write(analyst.path(name), text).unwrap();
    }
    Transcript::of(&analyst)
        .run("form check wage.toml")
        .run("form check spend.toml --max-participants 200 --threshold 10")
        .run("form check lunch.toml")
        .run("form check lunch.toml --threshold 50 --max-participants 10")
        .run("form check syntax.toml")
        .run("form check unknown.toml")
        .run("form check bounds.toml")
        .run("form check analysis.toml")
        .run("form check huge.toml")
        .run("form check empty.toml")
        .run("form check nowhere.toml")
        .run("create bounds.toml")
        .is("form.txt");
}
