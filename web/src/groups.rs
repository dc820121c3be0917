//! Long codes in groups that an eye can compare.

/// The code in groups of four characters: `abcdefghi` is `abcd efgh i`.
pub fn in_fours(code: &str) -> String {
    let mut grouped = String::with_capacity(code.len() + code.len() / 4);
    for (i, character) in code.chars().filter(|character| !character.is_whitespace()).enumerate() {
        if i > 0 && i % 4 == 0 {
            grouped.push(' ');
        }
        grouped.push(character);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::in_fours;

    #[test]
    fn groups_of_four() {
        assert_eq!(in_fours(""), "");
        assert_eq!(in_fours("abcd"), "abcd");
        assert_eq!(in_fours("abcdefghi"), "abcd efgh i");
    }

    #[test]
    fn grouping_again_changes_nothing() {
        let once = in_fours("k3b7xq2manp5");
        assert_eq!(in_fours(&once), once);
    }

    #[test]
    fn a_digest_has_thirteen_groups() {
        assert_eq!(in_fours(&"a".repeat(52)).split(' ').count(), 13);
    }
}
