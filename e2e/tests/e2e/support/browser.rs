//! A participant's browser: headless Chromium.

use std::time::Instant;

use anyhow::{Context, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::{LoggingPrefsLogLevel, prelude::*};

use super::{LOOK, PATIENCE, choose_tls, chromedriver::Chromedriver};

const FLAGS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=en-GB",
    "--window-size=1280,900",
];

/// What is wrong with how the focus is shown; `null` if nothing is.
const FOCUS_FAULT: &str = r#"
    const e = document.activeElement;
    if (!e || e === document.body || e.tagName === "MAIN") return null;
    const box = e.getBoundingClientRect();
    const inside = box.top >= -1 && box.left >= -1 && box.bottom <= innerHeight + 1 && box.right <= innerWidth + 1;
    if (!inside) return "the focus is out of the window";
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    if (!top || !(e.contains(top) || top.contains(e))) return "something covers what has the focus";
    if (e.tagName !== "A" && (box.width < 24 || box.height < 24)) return "the target is too small: " + box.height;
    const style = getComputedStyle(e);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return outlined || style.boxShadow !== "none" ? null : "nothing shows the focus";
"#;

/// A browser with a profile of its own. `data-state` of the page's main element says where it stands.
pub(crate) struct Browser {
    driver: WebDriver,
    // Ends before its profile goes.
    _chromedriver: Chromedriver,
    _profile: TempDir,
}

impl Browser {
    pub(crate) async fn open() -> anyhow::Result<Self> {
        Self::open_with(&[]).await
    }

    /// A browser that is asked whether to leave a page, as people are: otherwise what steers it says yes unseen.
    pub(crate) async fn open_asked() -> anyhow::Result<Self> {
        // Only in sessions of this kind are these questions left open.
        let kind = ("webSocketUrl", json!(true));
        Self::open_with(&[kind, ("unhandledPromptBehavior", json!({ "beforeUnload": "ignore" }))]).await
    }

    async fn open_with(capabilities: &[(&str, Value)]) -> anyhow::Result<Self> {
        choose_tls();
        let chromedriver = Chromedriver::start()?;
        let profile = tempfile::tempdir()?;
        let mut wanted = DesiredCapabilities::chrome();
        for flag in FLAGS {
            wanted.add_arg(flag)?;
        }
        wanted.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
        wanted.set_logging_prefs("browser", LoggingPrefsLogLevel::All)?;
        for (name, value) in capabilities {
            wanted.set(*name, value)?;
        }
        let driver = WebDriver::new(chromedriver.url(), wanted).await.context("no browser")?;
        Ok(Self { driver, _chromedriver: chromedriver, _profile: profile })
    }

    /// Opens an address and waits for the page to be in `state`.
    pub(crate) async fn visit(&self, url: &str, state: &str) -> anyhow::Result<()> {
        // Only the fragment differs: that alone would not load the page anew.
        self.driver.goto("about:blank").await?;
        self.driver.goto(url).await?;
        self.reaches(state).await
    }

    /// Waits for the page to be in `state`.
    pub(crate) async fn reaches(&self, state: &str) -> anyhow::Result<()> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let now = self.state().await?;
            if now == state {
                return Ok(());
            }
            ensure!(
                Instant::now() < deadline,
                "the page is in state {now:?}, not {state:?}; it says:\n{}\nthe console:\n{}",
                self.text("main").await?,
                self.console().await?.join("\n"),
            );
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Waits for an element to say this; nothing: to say nothing.
    pub(crate) async fn says(&self, selector: &str, words: &str) -> anyhow::Result<()> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let text = self.text(selector).await?;
            if text.contains(words) && text.is_empty() == words.is_empty() {
                return Ok(());
            }
            ensure!(Instant::now() < deadline, "{selector} says {text:?}, not {words:?}");
            tokio::time::sleep(LOOK).await;
        }
    }

    async fn state(&self) -> anyhow::Result<String> {
        let state = self.js("return document.querySelector('main')?.dataset.state ?? ''").await?;
        Ok(state.as_str().unwrap_or_default().to_owned())
    }

    /// Replaces what an input holds, key by key.
    pub(crate) async fn fill(&self, id: &str, text: &str) -> anyhow::Result<()> {
        let input = self.element(id).await?;
        input.send_keys(Key::Control + "a").await?;
        input.send_keys(Key::Backspace + text).await?;
        Ok(())
    }

    /// Types into a cell of a table, in place of what it holds.
    pub(crate) async fn enter(&self, id: &str, text: &str) -> anyhow::Result<()> {
        self.click(id).await?;
        self.press(text).await
    }

    /// Drags the mouse from one element to another.
    pub(crate) async fn drag(&self, from: &str, to: &str) -> anyhow::Result<()> {
        let (from, to) = (self.element(from).await?, self.element(to).await?);
        Ok(self.driver.action_chain().drag_and_drop_element(&from, &to).perform().await?)
    }

    /// Pastes a text from the clipboard where the focus is.
    pub(crate) async fn paste(&self, text: &str) -> anyhow::Result<()> {
        self.paste_with(text, "").await
    }

    /// The same with HTML beside the text, as spreadsheet programs put it there.
    pub(crate) async fn paste_with(&self, text: &str, html: &str) -> anyhow::Result<()> {
        let script = "const data = new DataTransfer(); data.setData('text/plain', arguments[0]); \
            if (arguments[1]) data.setData('text/html', arguments[1]); const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }); \
            return document.activeElement.dispatchEvent(event)";
        let left = self.driver.execute(script, vec![json!(text), json!(html)]).await?;
        ensure!(*left.json() == false, "the page leaves the paste to the browser");
        Ok(())
    }

    /// What the page puts on the clipboard when it is asked to copy.
    pub(crate) async fn copied(&self) -> anyhow::Result<String> {
        let script = "const data = new DataTransfer(); \
            const event = new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true }); \
            document.activeElement.dispatchEvent(event); return data.getData('text/plain')";
        Ok(self.js(script).await?.as_str().unwrap_or_default().to_owned())
    }

    /// Makes the window as small as a telephone's.
    pub(crate) async fn on_a_phone(&self) -> anyhow::Result<()> {
        let size = json!({ "width": 320, "height": 640, "deviceScaleFactor": 2, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await?;
        Ok(())
    }

    /// Clicks where a CSS selector finds something, with Shift held down if told to.
    pub(crate) async fn click_on(&self, selector: &str, shift: bool) -> anyhow::Result<()> {
        let element = self.driver.find(By::Css(selector)).await.with_context(|| format!("no {selector}"))?;
        let chain = self.driver.action_chain();
        let chain = if shift { chain.key_down(Key::Shift) } else { chain };
        let chain = chain.click_element(&element);
        Ok(if shift { chain.key_up(Key::Shift) } else { chain }.perform().await?)
    }

    /// Presses a key while two others are held down.
    pub(crate) async fn press_with_both(&self, held: [Key; 2], key: Key) -> anyhow::Result<()> {
        let [one, other] = held;
        let chain = self.driver.action_chain().key_down(one.clone()).key_down(other.clone());
        let chain = chain.send_keys(key).key_up(other).key_up(one);
        Ok(chain.perform().await?)
    }

    pub(crate) async fn click(&self, id: &str) -> anyhow::Result<()> {
        let element = self.element(id).await?;
        element.scroll_into_view().await?;
        element.click().await.with_context(|| format!("{id} can't be clicked"))
    }

    /// Presses keys wherever the focus is.
    pub(crate) async fn press(&self, keys: impl Into<TypingData>) -> anyhow::Result<()> {
        let keys: TypingData = keys.into();
        Ok(self.driver.action_chain().send_keys(keys).perform().await?)
    }

    /// Presses a key while another is held down.
    pub(crate) async fn press_with(&self, held: Key, key: impl Into<TypingData>) -> anyhow::Result<()> {
        let key: TypingData = key.into();
        let chain = self.driver.action_chain().key_down(held.clone()).send_keys(key).key_up(held);
        Ok(chain.perform().await?)
    }

    /// Presses Tab until the element has the focus, as somebody without a mouse does. Wherever the focus comes by it
    /// must be seen.
    pub(crate) async fn tab_to(&self, id: &str) -> anyhow::Result<()> {
        for _ in 0..60 {
            if self.focused().await? == id {
                return Ok(());
            }
            self.press(Key::Tab).await?;
            self.focus_is_seen().await?;
        }
        anyhow::bail!("{id} can't be reached with the Tab key; the focus is on {:?}", self.focused().await?)
    }

    /// What has the focus is in the window, covered by nothing, at least 24 pixels large (or a link in a text), and
    /// looks otherwise than without it.
    async fn focus_is_seen(&self) -> anyhow::Result<()> {
        let fault = self.js(FOCUS_FAULT).await?;
        ensure!(fault.is_null(), "{fault} (focus on {:?})", self.focused().await?);
        Ok(())
    }

    /// The id of the element that has the focus.
    pub(crate) async fn focused(&self) -> anyhow::Result<String> {
        let id = self.js("return document.activeElement?.id ?? ''").await?;
        Ok(id.as_str().unwrap_or_default().to_owned())
    }

    /// The text of the first element that a CSS selector finds; empty if there is none.
    pub(crate) async fn text(&self, selector: &str) -> anyhow::Result<String> {
        let script = "return document.querySelector(arguments[0])?.innerText ?? ''";
        let text = self.driver.execute(script, vec![json!(selector)]).await?;
        // Sentences set off what is put into them by invisible marks.
        Ok(text.json().as_str().unwrap_or_default().replace(['\u{2068}', '\u{2069}'], ""))
    }

    /// What an input holds.
    pub(crate) async fn value(&self, id: &str) -> anyhow::Result<String> {
        Ok(self.element(id).await?.prop("value").await?.unwrap_or_default())
    }

    /// What screen readers call the elements of a role, in the page's order.
    pub(crate) async fn names_of(&self, role: &str) -> anyhow::Result<Vec<String>> {
        let tree = self.devtools("Accessibility.getFullAXTree", json!({})).await?;
        let nodes = tree["nodes"].as_array().context("no accessibility tree")?.iter();
        let of_role = nodes.filter(|node| node["role"]["value"] == role);
        Ok(of_role.map(|node| node["name"]["value"].as_str().unwrap_or_default().to_owned()).collect())
    }

    /// Runs a script in the page, past its Content-Security-Policy.
    pub(crate) async fn js(&self, script: &str) -> anyhow::Result<Value> {
        Ok(self.driver.execute(script, Vec::new()).await?.json().clone())
    }

    /// Runs a script in the page that calls its last argument with a result.
    pub(super) async fn js_later(&self, script: &str) -> anyhow::Result<Value> {
        Ok(self.driver.execute_async(script, Vec::new()).await?.json().clone())
    }

    /// Tells the browser something by its own protocol.
    pub(super) async fn devtools(&self, command: &str, parameters: Value) -> anyhow::Result<Value> {
        Ok(self.driver.cdp().send_raw(command, parameters).await?)
    }

    /// Takes the language from the list in the page's header, as somebody does, and waits for the page to be in it.
    pub(crate) async fn speak(&self, language: &str) -> anyhow::Result<()> {
        let choose = format!(
            "const list = document.getElementById('language'); list.value = '{language}'; \
             list.dispatchEvent(new Event('change', {{ bubbles: true }}))"
        );
        self.js(&choose).await?;
        let deadline = Instant::now() + PATIENCE;
        while self.js("return document.documentElement.lang").await? != language {
            ensure!(Instant::now() < deadline, "the page doesn't speak {language}");
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    }

    /// Has the browser prefer these languages from the next page on, as its settings would, and forget what was chosen.
    pub(crate) async fn prefer(&self, languages: &str) -> anyhow::Result<()> {
        let agent = self.js("try { sessionStorage.clear() } catch { } return navigator.userAgent").await?;
        let parameters = json!({ "userAgent": agent, "acceptLanguage": languages });
        self.devtools("Emulation.setUserAgentOverride", parameters).await?;
        Ok(())
    }

    /// Switches the pages' own scripts off or on, as a reader's settings would.
    pub(crate) async fn scripts(&self, on: bool) -> anyhow::Result<()> {
        self.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": !on })).await?;
        Ok(())
    }

    /// Runs a script before everything that a page brings itself.
    pub(crate) async fn before_every_page(&self, script: &str) -> anyhow::Result<()> {
        let source = json!({ "source": script });
        self.driver.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", source).await?;
        Ok(())
    }

    /// Lets requests to addresses like this one fail.
    pub(crate) async fn block(&self, pattern: &str) -> anyhow::Result<()> {
        self.driver.cdp().send_raw("Network.enable", json!({})).await?;
        self.driver.cdp().send_raw("Network.setBlockedURLs", json!({ "urls": [pattern] })).await?;
        Ok(())
    }

    /// Goes to another page as by a click on a link. In a browser that is asked, the question may come then.
    pub(crate) async fn leave_for(&self, url: &str) -> anyhow::Result<()> {
        let script = "const url = arguments[0]; setTimeout(() => location.assign(url), 0)";
        Ok(self.driver.execute(script, vec![json!(url)]).await.map(drop)?)
    }

    /// Waits for the browser's question, and answers it.
    pub(crate) async fn answers(&self, yes: bool) -> anyhow::Result<()> {
        let deadline = Instant::now() + PATIENCE;
        while self.driver.get_alert_text().await.is_err() {
            ensure!(Instant::now() < deadline, "the browser asks nothing");
            tokio::time::sleep(LOOK).await;
        }
        Ok(if yes { self.driver.accept_alert().await } else { self.driver.dismiss_alert().await }?)
    }

    /// Ends the browser. Nothing may have complained: no error in the program, no violation of the
    /// Content-Security-Policy. Refused and failed requests are the server's, and not looked at.
    pub(crate) async fn close(self) -> anyhow::Result<()> {
        self.close_but_for("\0").await
    }

    /// The same, whatever was complained of in these words.
    pub(crate) async fn close_but_for(self, words: &str) -> anyhow::Result<()> {
        let mut complaints = self.console().await?;
        complaints.retain(|complaint| !complaint.contains(words));
        ensure!(complaints.is_empty(), "the browser complained:\n{}", complaints.join("\n"));
        Ok(())
    }

    /// The console's warnings and errors so far, but for refused and failed requests, and what the browser's own pages say.
    async fn console(&self) -> anyhow::Result<Vec<String>> {
        let entries = self.driver.browser_log().await?;
        let bad = entries.into_iter().filter(|entry| {
            ["SEVERE", "WARNING"].contains(&entry.level.as_str())
                && entry.source.as_deref() != Some("network")
                && !entry.message.starts_with("chrome://")
        });
        Ok(bad.map(|entry| format!("{}: {}", entry.level, entry.message)).collect())
    }

    async fn element(&self, id: &str) -> anyhow::Result<WebElement> {
        self.driver.find(By::Id(id)).await.with_context(|| format!("there is no {id} on the page"))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Chromedriver ends the browser; fails only if it is ended already.
        let _ = self.driver.clone().leak();
    }
}
