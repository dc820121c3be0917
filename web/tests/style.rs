//! The page's style can be read from right to left.

const STYLE: &str = include_str!("../../static/page.css");

/// Properties and values as they are written, without comments.
fn declarations() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = STYLE.lines().map(str::trim).filter(|line| line.ends_with(';') && !line.starts_with("--"));
    lines.filter_map(|line| line.trim_end_matches(';').split_once(": "))
}

#[test]
fn sides_are_named_by_the_way_the_text_runs() {
    for (property, value) in declarations() {
        let physical = |word: &str| matches!(word, "left" | "right");
        assert!(!property.split('-').any(physical), "{property}: say -inline-start or -inline-end");
        let aligned = matches!(property, "text-align" | "float" | "clear");
        assert!(!(aligned && physical(value)), "{property}: {value}: say start or end");
    }
}

#[test]
fn four_sides_at_once_are_alike_left_and_right() {
    let boxes = ["margin", "padding", "inset", "border-width"];
    for (property, value) in declarations().filter(|(property, _)| boxes.contains(property)) {
        // A function is one side, however many blanks are in it.
        let mut open = 0_usize;
        let blank = |character: char| {
            match character {
                '(' => open += 1,
                ')' => open = open.saturating_sub(1),
                _ => {}
            }
            character == ' ' && open == 0
        };
        let sides: Vec<_> = value.split(blank).collect();
        assert!(sides.len() < 4 || sides[1] == sides[3], "{property}: {value}");
    }
}

#[test]
fn motion_is_for_those_who_want_it() {
    let moving = ["animation", "transition", "scroll-behavior"];
    let still = STYLE.split("@media (prefers-reduced-motion: no-preference)").next().unwrap_or_default();
    for line in still.lines().map(str::trim) {
        assert!(!moving.iter().any(|property| line.starts_with(property)), "{line}");
    }
}
