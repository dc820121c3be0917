//! The page that describes the programming interface.

use anyhow::ensure;

use tacit_e2e::{Programs, Server};

use crate::support::browser::Browser;

#[tokio::test(flavor = "multi_thread")]
async fn the_programming_interface_is_described_by_the_server_itself() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(&Programs::of_this_build()?, &folder.path().join("server"), "127.0.0.1:0")?;
    let browser = Browser::open().await?;
    let page = format!("{}/api/v1/docs", server.url());
    browser.visit(&page, "").await?;
    let elsewhere = "return performance.getEntriesByType('resource').filter(one => !one.name.startsWith(location.origin)).length";
    ensure!(browser.js(elsewhere).await? == 0, "it loads something from elsewhere");
    let styled = "return getComputedStyle(document.querySelector('article')).borderTopWidth";
    ensure!(browser.js(styled).await? == "1px", "its style isn't there, or not allowed");
    let described = "return document.querySelectorAll('article .path').length";
    ensure!(browser.js(described).await? == 30, "{}", browser.js(described).await?);
    // Where a refusal leads.
    let led = "const refused = await fetch('/api/v1/sessions/x/status'); \
               const [, link] = refused.headers.get('link').match(/<(.*)>; rel=\"help\"/); \
               return document.getElementById(link.split('#')[1])?.textContent.includes((await refused.json()).type)";
    ensure!(browser.js(led).await? == true, "a refusal's link leads nowhere");
    browser.screens("interface").await?;
    browser.close().await
}
