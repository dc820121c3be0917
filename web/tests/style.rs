//! The page's style can be read from right to left.

#![allow(clippy::unwrap_used)]

use std::{fs, path::Path};

/// Each file of the style.
fn styles() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../static/style");
    let styles =
        fs::read_dir(folder).unwrap().map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap());
    styles.collect()
}

/// Properties and values as they are written, without comments.
fn declarations(style: &str) -> impl Iterator<Item = (&str, &str)> {
    let lines = style.lines().map(str::trim).filter(|line| line.ends_with(';') && !line.starts_with("--"));
    lines.filter_map(|line| line.trim_end_matches(';').split_once(": "))
}

#[test]
fn the_style_is_there() {
    assert!(styles().iter().map(|style| declarations(style).count()).sum::<usize>() > 500);
}

#[test]
fn sides_are_named_by_the_way_the_text_runs() {
    let styles = styles();
    for (property, value) in styles.iter().flat_map(|style| declarations(style)) {
        let physical = |word: &str| matches!(word, "left" | "right");
        assert!(!property.split('-').any(physical), "{property}: say -inline-start or -inline-end");
        let aligned = matches!(property, "text-align" | "float" | "clear");
        assert!(!(aligned && physical(value)), "{property}: {value}: say start or end");
    }
}

#[test]
fn four_sides_at_once_are_alike_left_and_right() {
    let boxes = ["margin", "padding", "inset", "border-width"];
    let styles = styles();
    let declarations = styles.iter().flat_map(|style| declarations(style));
    for (property, value) in declarations.filter(|(property, _)| boxes.contains(property)) {
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
    for style in styles() {
        let still = style.split("@media (prefers-reduced-motion: no-preference)").next().unwrap_or_default();
        for line in still.lines().map(str::trim) {
            assert!(!moving.iter().any(|property| line.starts_with(property)), "{line}");
        }
    }
}
