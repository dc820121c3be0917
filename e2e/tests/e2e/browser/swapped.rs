//! A server that swaps something in the manifest is found out by the page.

use anyhow::ensure;

use crate::{
    support::{
        browser::Browser,
        lookalike::{Lookalike, Trick},
        stage::{SURVEY, Stage},
    },
    swapped::SWAPS,
};

#[tokio::test(flavor = "multi_thread")]
async fn the_page_refuses_every_swap() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    let mut lookalikes = Vec::new();
    for (what, alter) in SWAPS {
        let lookalike = Lookalike::start(&stage.url(), Trick::Alter(alter)).await?;
        browser.visit(&lookalike.link(&links.all()[0]), "swapped").await?;
        let fields = browser.js("return document.querySelectorAll('main input, main select').length").await?;
        ensure!(fields == 0, "{what} was swapped, and the page still asks");
        ensure!(!browser.text("main").await?.contains("Nothing of interest"), "the swapped form is shown");
        lookalikes.push(lookalike);
    }
    browser.screens("swapped").await?;
    ensure!(stage.analyst.run(["status"])?.contains("submitted    0\n"), "something was submitted");
    browser.close().await
}
