//! How soon a waiting page asks the server again.

/// Milliseconds until the next question, after `asked` questions. `opens_in`: milliseconds until the announced
/// opening time, 0 when it is over or there is none. `chance`, between 0 and 1, spreads the questions of many pages.
///
/// Often at first and around the opening, seldom on a page that was left open.
pub fn wait(asked: u32, opens_in: u64, chance: f64) -> u32 {
    let pace: u32 = match asked {
        0..20 => 3_000,
        20..100 => 10_000,
        _ => 30_000,
    };
    let until_open = u32::try_from(opens_in).unwrap_or(u32::MAX);
    let soon = match until_open {
        0 => pace,
        // The clocks of page and server differ a little: the first question just after, and then at pace.
        _ if until_open < 60_000 => until_open.saturating_add(500),
        _ => (until_open - 30_000).clamp(pace, 300_000),
    };
    (f64::from(soon) * (1.0 + 0.2 * chance.clamp(0.0, 1.0))) as u32
}

#[cfg(test)]
mod tests {
    use super::wait;

    #[test]
    fn often_at_first_seldom_later() {
        assert_eq!(wait(0, 0, 0.0), 3_000);
        assert!(wait(50, 0, 0.0) > wait(0, 0, 0.0));
        assert!(wait(500, 0, 0.0) > wait(50, 0, 0.0));
    }

    #[test]
    fn just_after_the_opening() {
        assert_eq!(wait(0, 20_000, 0.0), 20_500);
    }

    #[test]
    fn seldom_long_before_the_opening_but_never_past_it() {
        assert_eq!(wait(0, 7 * 24 * 3_600_000, 0.0), 300_000);
        assert!(wait(0, 100_000, 1.0) < 100_000);
    }

    #[test]
    fn spread_by_chance() {
        assert_eq!(wait(0, 0, 1.0), 3_600);
        assert_eq!(wait(0, 0, 9.0), 3_600);
    }
}
