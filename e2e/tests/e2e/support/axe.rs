//! axe-core looks for barriers: what WCAG 2.2 AA and good practice forbid, as far as a program can tell.

use std::{env, fs, path::Path, sync::OnceLock};

use anyhow::{Context, anyhow, ensure};
use serde_json::Value;

use super::browser::Browser;

/// Set (to anything) where the tests are to do without axe.
const WITHOUT: &str = "TACIT_WITHOUT_AXE";

/// Runs axe, and makes a line of each barrier and each element that it is at.
const RUN: &str = r#"
    const done = arguments[arguments.length - 1];
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const options = {
        runOnly: { type: "tag", values: tags },
        rules: {
            "target-size": { enabled: true },
            // Axe reads the page's own colours where the reader's are forced on it.
            "color-contrast": { enabled: !matchMedia("(forced-colors: active)").matches },
        },
        resultTypes: ["violations"],
        preload: false,
    };
    const line = (rule, node) => `${rule.id}: ${rule.help}: ${node.target.join(" ")}: ${node.failureSummary}`;
    axe.run(document, options).then(
        found => done(found.violations.flatMap(rule => rule.nodes.map(node => line(rule, node)))),
        error => done(["axe failed: " + error]),
    );
"#;

/// Fails if the page, in the state called `name`, has a barrier. Does nothing where [`WITHOUT`] says so.
pub(super) async fn finds_nothing(browser: &Browser, name: &str) -> anyhow::Result<()> {
    let Some(script) = script()? else { return Ok(()) };
    if browser.js("return typeof axe").await? == "undefined" {
        browser.js(&format!("{script}\nwindow.axe = axe;")).await?;
    }
    let found = browser.js_later(RUN).await?;
    let lines: Vec<&str> = found.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    ensure!(found.is_array() && lines.is_empty(), "{name} has barriers:\n{}", lines.join("\n\n"));
    Ok(())
}

/// The script that `cargo xtask test` fetches; `None` if it is to be done without.
fn script() -> anyhow::Result<Option<&'static str>> {
    static SCRIPT: OnceLock<Result<String, String>> = OnceLock::new();
    if env::var_os(WITHOUT).is_some() {
        return Ok(None);
    }
    let script = SCRIPT.get_or_init(|| read().map_err(|error| format!("{error:#}")));
    let script = script
        .as_deref()
        .map_err(|error| anyhow!("axe can't look at the page: {error}. To test without it: {WITHOUT}=1"));
    script.map(Some)
}

fn read() -> anyhow::Result<String> {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools");
    let folders = fs::read_dir(&tools).with_context(|| format!("there is no {}", tools.display()))?;
    let scripts =
        folders.flatten().filter(|folder| folder.file_name().to_string_lossy().starts_with("axe-core-"));
    let script =
        scripts.map(|folder| folder.path().join("package/axe.min.js")).find(|script| script.is_file());
    let script = script.context("target/tools has no axe-core; cargo xtask test fetches it")?;
    fs::read_to_string(&script).with_context(|| format!("{} can't be read", script.display()))
}
