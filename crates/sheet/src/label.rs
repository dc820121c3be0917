//! Labels, compared as people do: neither case nor white space nor a mark at the end matters.

/// The longest text that can be a label, in bytes: several of a form's, with their groups.
const MAX_LABEL: usize = 8_000;

/// The text in the form in which labels are compared; none for a text that is longer than labels are.
pub(crate) fn normal(text: &str) -> String {
    if text.len() > MAX_LABEL {
        return String::new();
    }
    let text = text.trim().trim_start_matches('\'').trim_end_matches([':', '*']);
    let words = text.split_whitespace().map(str::to_lowercase);
    words.collect::<Vec<_>>().join(" ")
}

/// Several levels of a label in one cell: "Women, Asian", "Women – Asian" and "Women Asian" are the same.
pub(crate) fn joined(text: &str) -> String {
    let words: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    normal(&words)
}

/// At most so much of a text as is repeated in messages.
pub(crate) fn short(text: &str) -> String {
    const MOST: usize = 40;
    let text = text.trim();
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_blanks_do_not_matter() {
        assert_eq!(normal("  Head\u{a0} COUNT: "), "head count");
        assert_eq!(joined("Women – Asian"), joined("women, asian"));
        assert_eq!(short(&"x".repeat(50)).chars().count(), 41);
    }
}
