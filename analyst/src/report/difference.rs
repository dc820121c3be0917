//! Where a file first differs from what it should be, for people.

use serde_json::Value;

/// How much of a line is shown around a difference, in characters.
const AROUND: usize = 32;

/// The first line that differs: its number from 1, what it says, what it should; `None`: there is none.
pub(super) fn of_lines(found: &str, signed: &str) -> Option<String> {
    let mut number = 0;
    let (mut found, mut signed) = (found.lines(), signed.lines());
    loop {
        number += 1;
        let (one, other) = (found.next(), signed.next());
        match (one, other) {
            (None, None) => return None,
            (Some(one), Some(other)) if one == other => {}
            (None, Some(other)) => return Some(format!("line {number} is missing: {}", piece(other, 0))),
            (Some(one), None) => return Some(format!("line {number} is too much: {}", piece(one, 0))),
            (Some(one), Some(other)) => {
                let (one, other) = read(one, other);
                let same = one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
                let (one, other) = (piece(&one, same), piece(&other, same));
                return Some(format!("line {number} says {one}, and signed is {other}"));
            }
        }
    }
}

/// The first value that differs: where it is, what it says, what it should; `None`: there is none.
pub(super) fn of_json(found: &Value, signed: &Value) -> Option<String> {
    in_json("", found, signed)
}

fn in_json(path: &str, found: &Value, signed: &Value) -> Option<String> {
    match (found, signed) {
        (Value::Object(found), Value::Object(signed)) => {
            let names = signed.keys().chain(found.keys().filter(|name| !signed.contains_key(*name)));
            names.into_iter().find_map(|name| {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                in_json(
                    &path,
                    found.get(name).unwrap_or(&Value::Null),
                    signed.get(name).unwrap_or(&Value::Null),
                )
            })
        }
        (Value::Array(found), Value::Array(signed)) if found.len() == signed.len() => {
            let pairs = found.iter().zip(signed).enumerate();
            pairs
                .into_iter()
                .find_map(|(at, (found, signed))| in_json(&format!("{path}[{at}]"), found, signed))
        }
        (found, signed) if found == signed => None,
        (found, signed) => {
            let (found, signed) = (found.to_string(), signed.to_string());
            Some(format!("{path} is {}, and signed is {}", piece(&found, 0), piece(&signed, 0)))
        }
    }
}

/// Two lines of a page as people read them, without tags, if these differ too.
fn read(one: &str, other: &str) -> (String, String) {
    let [bare, other_bare] = [one, other].map(without_tags);
    if bare == other_bare { (one.to_owned(), other.to_owned()) } else { (bare, other_bare) }
}

fn without_tags(line: &str) -> String {
    let mut parts = line.split('<');
    let first = parts.next().unwrap_or_default();
    let texts = parts.map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    std::iter::once(first).chain(texts).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A part of a line around a character, in quotation marks.
fn piece(line: &str, at: usize) -> String {
    let from = at.saturating_sub(AROUND);
    let shown: String = line.chars().skip(from).take(at - from + AROUND).collect();
    let before = if from > 0 { "…" } else { "" };
    let after = if line.chars().count() > at + AROUND { "…" } else { "" };
    format!("“{before}{}{after}”", shown.trim())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_line_is_named_by_its_number() {
        assert_eq!(of_lines("a\nb\n", "a\nb\n"), None);
        assert_eq!(
            of_lines("a\nmean 7.1\n", "a\nmean 7.2\n").unwrap(),
            "line 2 says “mean 7.1”, and signed is “mean 7.2”"
        );
        assert_eq!(of_lines("a\n", "a\nb\n").unwrap(), "line 2 is missing: “b”");
        assert_eq!(of_lines("a\nb\n", "a\n").unwrap(), "line 2 is too much: “b”");
        assert_eq!(
            of_lines("<td>a</td><td>5</td>", "<td>a</td><td>6</td>").unwrap(),
            "line 1 says “a 5”, and signed is “a 6”"
        );
        assert_eq!(
            of_lines("<b class=\"x\">a", "<b>a").unwrap(),
            "line 1 says “<b class=\"x\">a”, and signed is “<b>a”"
        );
        let long = format!("{}1{}", "ä".repeat(100), "ö".repeat(100));
        let other = long.replace('1', "2");
        let said = of_lines(&long, &other).unwrap();
        assert!(said.contains("ä1ö") && said.contains("ä2ö") && said.contains('…'), "{said}");
    }

    #[test]
    fn a_value_is_named_by_its_path() {
        let signed = json!({ "a": [{ "b": 1 }, { "b": 2 }], "c": null });
        assert_eq!(of_json(&signed, &signed), None);
        for (found, says) in [
            (json!({ "a": [{ "b": 1 }, { "b": 3 }] }), "a[1].b is “3”, and signed is “2”"),
            (json!({ "a": [{ "b": 1 }, { "b": 2 }], "d": 1 }), "d is “1”, and signed is “null”"),
            (json!({ "a": [] }), "a is “[]”, and signed is “[{\"b\":1},{\"b\":2}]”"),
        ] {
            assert_eq!(of_json(&found, &signed).unwrap(), says);
        }
    }
}
