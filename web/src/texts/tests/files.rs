use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey};

use crate::texts::Language;

/// Ids of messages and what is put into each.
type Messages = BTreeMap<String, BTreeSet<String>>;

fn text(language: Language) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("locales/{}.ftl", language.tag()));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn messages(language: Language) -> Messages {
    let text = text(language);
    let file = match fluent_syntax::parser::parse(text.as_str()) {
        Ok(file) => file,
        Err((_, errors)) => panic!("{language:?}: {errors:?}"),
    };
    let mut messages = Messages::new();
    for entry in &file.body {
        if let Entry::Message(message) = entry {
            let mut variables = BTreeSet::new();
            let value = message.value.as_ref().unwrap_or_else(|| panic!("{} says nothing", message.id.name));
            pattern(value, &mut variables);
            let before = messages.insert(message.id.name.to_owned(), variables);
            assert!(before.is_none(), "{language:?} says {} twice", message.id.name);
        }
    }
    messages
}

/// Collects what a pattern names: variables as `name`, functions as `NAME()`, terms as `-name`.
fn pattern(pattern: &Pattern<&str>, names: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression: placed } = element {
            expression(placed, names);
        }
    }
}

fn expression(placed: &Expression<&str>, names: &mut BTreeSet<String>) {
    match placed {
        Expression::Select { selector, variants } => {
            inline(selector, names);
            variants.iter().for_each(|variant| pattern(&variant.value, names));
        }
        Expression::Inline(placed) => inline(placed, names),
    }
}

fn inline(placed: &InlineExpression<&str>, names: &mut BTreeSet<String>) {
    match placed {
        InlineExpression::VariableReference { id } => drop(names.insert(id.name.to_owned())),
        InlineExpression::FunctionReference { id, arguments } => {
            names.insert(format!("{}()", id.name));
            arguments.positional.iter().for_each(|argument| inline(argument, names));
        }
        InlineExpression::TermReference { id, .. } => drop(names.insert(format!("-{}", id.name))),
        InlineExpression::Placeable { expression: placed } => expression(placed, names),
        _ => {}
    }
}

#[test]
fn every_language_says_the_same() {
    let english = messages(Language::English);
    for language in Language::ALL {
        let messages = messages(language);
        let (have, want): (BTreeSet<_>, BTreeSet<_>) = (messages.keys().collect(), english.keys().collect());
        assert_eq!(
            have.difference(&want).collect::<Vec<_>>(),
            Vec::<&&String>::new(),
            "{language:?} has more"
        );
        assert_eq!(want.difference(&have).collect::<Vec<_>>(), Vec::<&&String>::new(), "{language:?} lacks");
        for (id, names) in &messages {
            assert_eq!(names, &english[id], "{language:?} puts other things into {id}");
        }
    }
}

#[test]
fn translations_are_translated() {
    let english = text(Language::English);
    let lines: BTreeSet<&str> = english.lines().filter(|line| line.contains(" = ")).collect();
    // Words that are spelt alike, and sentences of signs only.
    let alike = ["list-separator", "layout-title", "layout-label", "error-entry", "check-change-question"];
    for language in Language::ALL.into_iter().filter(|language| *language != Language::English) {
        let text = text(language);
        let same = text.lines().filter(|line| line.contains(' ') && lines.contains(line)).filter(|line| {
            let (id, words) = line.split_once(" = ").unwrap_or_default();
            words.split_whitespace().count() > 1 && !alike.iter().any(|alike| id.starts_with(alike))
        });
        let same: Vec<_> = same.collect();
        assert!(same.is_empty(), "{language:?}: {same:?}");
    }
}

#[test]
fn arabic_counts_have_all_their_forms() {
    let text = text(Language::Arabic);
    let file = fluent_syntax::parser::parse(text.as_str()).unwrap_or_else(|(file, _)| file);
    for entry in &file.body {
        let Entry::Message(message) = entry else { continue };
        for element in message.value.iter().flat_map(|value| &value.elements) {
            let PatternElement::Placeable { expression: Expression::Select { variants, .. } } = element
            else {
                continue;
            };
            let forms: BTreeSet<&str> = variants
                .iter()
                .map(|variant| match &variant.key {
                    VariantKey::Identifier { name } | VariantKey::NumberLiteral { value: name } => *name,
                })
                .collect();
            let counts = ["one", "two", "few", "many", "other"].iter().all(|form| forms.contains(form));
            assert!(counts || forms.contains("yes"), "{}: {forms:?}", message.id.name);
        }
    }
}

#[test]
fn the_index_says_it_in_every_language_too() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../static/index.html");
    let index = fs::read_to_string(path).expect("the index");
    let parts =
        ["<noscript>", "id=\"boot-unsupported\"", "id=\"boot-failed\"", "id=\"boot-loading\"", "</main>"];
    let starts = parts.map(|part| index.find(part).unwrap_or_else(|| panic!("the index has no {part}")));
    for language in Language::ALL {
        let (tag, direction) = (language.tag(), language.direction());
        let file = format!("hreflang=\"{tag}\" href=\"/assets/{tag}.ftl\" integrity=\"sha384-{tag}.ftl\"");
        assert!(index.contains(&file), "the index doesn't name the file of {language:?}");
        for part in starts.windows(2) {
            let message = format!("lang=\"{tag}\" dir=\"{direction}\"");
            let said = index[part[0]..part[1]].matches(&message).count();
            assert_eq!(said, 1, "{language:?} after {}", &index[part[0]..part[0] + 30]);
        }
    }
}

/// The ids in calls of `say` and `say_with`, with the names of what is put in.
fn said() -> Vec<(String, Option<BTreeSet<String>>)> {
    let mut said = Vec::new();
    for source in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        for (call, with) in [(".say(", false), (".say_with(", true)] {
            for (at, _) in source.match_indices(call) {
                let rest = source[at + call.len()..].trim_start();
                let Some((id, rest)) = rest.strip_prefix('"').and_then(|rest| rest.split_once('"')) else {
                    continue;
                };
                let names = rest.split_once(']').map(|(list, _)| list).unwrap_or_default();
                let names = literal(rest).then(|| quoted_names(names));
                said.push((id.to_owned(), if with { names } else { Some(BTreeSet::new()) }));
            }
        }
    }
    said
}

/// Whether the arguments are written in the call itself.
fn literal(rest: &str) -> bool {
    rest.trim_start_matches([',', ' ', '\n']).starts_with("&[")
}

/// The names in a list of pairs: what is quoted after each opening parenthesis.
fn quoted_names(list: &str) -> BTreeSet<String> {
    let pairs = list.split("(\"").skip(1);
    pairs.filter_map(|pair| pair.split_once('"')).map(|(name, _)| name.to_owned()).collect()
}

fn sources(folder: &Path) -> Vec<String> {
    let mut sources = Vec::new();
    for entry in fs::read_dir(folder).expect("the sources").map(|entry| entry.expect("a file").path()) {
        if entry.is_dir() {
            sources.extend(sources_unless_tests(&entry));
        } else if entry.file_name().is_some_and(|name| name != "tests.rs") {
            let text = fs::read_to_string(&entry).expect("a source file");
            sources.push(text.split("#[cfg(test)]").next().unwrap_or_default().to_owned());
        }
    }
    sources
}

fn sources_unless_tests(folder: &Path) -> Vec<String> {
    if folder.ends_with("tests") { Vec::new() } else { sources(folder) }
}

#[test]
fn what_the_page_says_is_there_and_everything_is_said() {
    let english = messages(Language::English);
    let said = said();
    let ids: BTreeSet<&String> = said.iter().map(|(id, _)| id).collect();
    let missing: Vec<_> = ids.iter().filter(|id| !english.contains_key(**id)).collect();
    assert!(missing.is_empty(), "said, but not in en.ftl: {missing:?}");
    let unused: Vec<_> = english.keys().filter(|id| !ids.contains(id)).collect();
    assert!(unused.is_empty(), "in en.ftl, but never said: {unused:?}");
}

#[test]
fn everything_that_is_put_in_has_a_place() {
    let english = messages(Language::English);
    for (id, names) in said() {
        let (Some(names), Some(wanted)) = (names, english.get(&id)) else { continue };
        let wanted = wanted.iter().filter(|name| !name.ends_with("()") && !name.starts_with('-'));
        assert_eq!(names, wanted.cloned().collect(), "{id}");
    }
}
