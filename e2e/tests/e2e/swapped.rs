//! A server that swaps something in the manifest, and the participants who find out: here without a browser, in
//! `browser::swapped` with one.

use anyhow::ensure;
use serde_json::{Value, json};
use tacit_envelope::keyfile::AnalystSecret;

use crate::support::{
    lookalike::{Lookalike, Trick},
    stage::{SURVEY, Stage},
};

/// Changes a manifest.
pub(crate) type Swap = fn(&mut Value);

/// What a dishonest server may want to change: what, and how.
pub(crate) const SWAPS: [(&str, Swap); 3] =
    [("key", swap_analysts_key), ("form", swap_form), ("threshold", swap_threshold)];

/// Then the server could open both halves.
fn swap_analysts_key(manifest: &mut Value) {
    let own = AnalystSecret::from_seed(&[7; 32]).public();
    manifest["analyst"]["sealing_key"] = json!(own.sealing.to_string());
}

/// Then people would answer another question than they think.
fn swap_form(manifest: &mut Value) {
    manifest["form"]["purpose"] = json!("Nothing of interest.");
}

/// Then a figure could be about two people.
fn swap_threshold(manifest: &mut Value) {
    manifest["threshold"] = json!(2);
}

const ROW: &str = "wage,content,place\n12.50,yes,home\n";

#[tokio::test(flavor = "multi_thread")]
async fn tacit_submit_refuses_every_swap() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    for (what, alter) in SWAPS {
        let lookalike = Lookalike::start(&stage.url(), Trick::Alter(alter)).await?;
        let links = links.with(|link| lookalike.link(link), &format!("{what}.csv"))?;
        let output = tokio::task::block_in_place(|| stage.try_submit(ROW, &links))?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(!output.status.success(), "{what} was swapped, and tacit-submit went on:\n{said}");
        ensure!(said.contains("not the session that the link was made for"), "{what}: {said}");
    }
    ensure!(stage.analyst.run(["status"])?.contains("submitted    0\n"), "something was submitted");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn tacit_submit_goes_through_an_honest_proxy() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &[])?;
    let lookalike = Lookalike::start(&stage.url(), Trick::Honest).await?;
    let links = stage.analyst.invite(1, "links.csv")?.with(|link| lookalike.link(link), "proxied.csv")?;
    tokio::task::block_in_place(|| stage.submit(ROW, &links))?;
    ensure!(stage.analyst.run(["status"])?.contains("submitted    1\n"), "nothing was submitted");
    Ok(())
}
