//! How every state of the page is looked at: its screenshots, and no barrier in any of them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};
use serde_json::json;

use super::{axe, browser::Browser};

/// A window and a reader's settings.
#[derive(Clone, Copy)]
struct Look {
    suffix: &'static str,
    /// In CSS pixels.
    size: (u32, u32),
    /// Pixels of the screen for each.
    scale: u32,
    colours: &'static str,
    forced: &'static str,
    language: &'static str,
}

const PLAIN: Look =
    Look { suffix: "", size: (1280, 900), scale: 1, colours: "light", forced: "none", language: "en" };

const LOOKS: [Look; 8] = [
    PLAIN,
    Look { suffix: "-320", size: (320, 640), ..PLAIN },
    Look { suffix: "-dark", colours: "dark", ..PLAIN },
    // As with the browser's zoom at 200 %.
    Look { suffix: "-zoom", size: (640, 450), scale: 2, ..PLAIN },
    Look { suffix: "-forced", colours: "dark", forced: "active", ..PLAIN },
    // Long words.
    Look { suffix: "-german-320", size: (320, 640), language: "de", ..PLAIN },
    Look { suffix: "-arabic", language: "ar", ..PLAIN },
    Look { suffix: "-arabic-320", size: (320, 640), language: "ar", ..PLAIN },
];

impl Browser {
    /// Saves the page in every look under `target/screens`. In none of them anything may stick out to the side, move
    /// though the reader wants no motion, or be a barrier that axe knows.
    pub(crate) async fn screens(&self, name: &str) -> anyhow::Result<()> {
        let speaks = self.js("return !!document.getElementById('language')").await? == true;
        self.screens_in(name, speaks).await
    }

    /// The same in the language that the page speaks, where choosing another changes what it says.
    pub(crate) async fn screens_as_it_speaks(&self, name: &str) -> anyhow::Result<()> {
        self.screens_in(name, false).await
    }

    async fn screens_in(&self, name: &str, speaks: bool) -> anyhow::Result<()> {
        for look in LOOKS.into_iter().filter(|look| speaks || look.language == PLAIN.language) {
            let name = format!("{name}{}", look.suffix);
            self.look(look).await?;
            if speaks && self.js("return document.documentElement.lang").await? != look.language {
                self.speak(look.language).await?;
            }
            self.screen(&name).await?;
            self.keeps_its_width(&name).await?;
            self.spaced(true).await?;
            self.keeps_its_width(&format!("{name} with more space between letters")).await?;
            self.spaced(false).await?;
            let moving = "return document.getAnimations().filter(a => a.playState === 'running').length";
            ensure!(self.js(moving).await? == 0, "{name} moves");
            axe::finds_nothing(self, &name).await?;
        }
        self.look(PLAIN).await?;
        if speaks {
            self.speak(PLAIN.language).await?;
            // What the page draws otherwise in a window of another width is there with the second picture.
            self.js("await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
                .await?;
        }
        Ok(())
    }

    /// Saves the page as it is printed: what a reader of paper sees, without a barrier either, and the file.
    pub(crate) async fn printed(&self, name: &str) -> anyhow::Result<()> {
        let name = format!("{name}-print");
        // The width of A4 between its margins.
        self.look(Look { size: (680, 900), ..PLAIN }).await?;
        self.devtools("Emulation.setEmulatedMedia", json!({ "media": "print" })).await?;
        self.screen(&name).await?;
        self.keeps_its_width(&name).await?;
        axe::finds_nothing(self, &name).await?;
        let printed = self.devtools("Page.printToPDF", json!({ "preferCSSPageSize": true })).await?;
        let base64 = printed["data"].as_str().context("nothing was printed")?;
        let path = screens_folder()?.join(format!("{name}.pdf"));
        fs::write(&path, data_encoding::BASE64.decode(base64.as_bytes())?)
            .with_context(|| path.display().to_string())?;
        self.look(PLAIN).await
    }

    /// Saves the page as it is.
    pub(crate) async fn screen(&self, name: &str) -> anyhow::Result<()> {
        // Chromium shifts a page that runs from right to left and fits into the window, if it is to look beyond.
        let long = "const e = document.documentElement; return e.scrollHeight > e.clientHeight";
        let options = json!({ "format": "png", "captureBeyondViewport": self.js(long).await? });
        let shot = self.devtools("Page.captureScreenshot", options).await?;
        let base64 = shot["data"].as_str().context("no screenshot")?;
        let path = screens_folder()?.join(format!("{name}.png"));
        fs::write(&path, data_encoding::BASE64.decode(base64.as_bytes())?)
            .with_context(|| path.display().to_string())
    }

    /// Spreads letters, words and lines as WCAG 1.4.12 says that readers may, or puts them together again.
    async fn spaced(&self, on: bool) -> anyhow::Result<()> {
        let style = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; \
                     word-spacing: 0.16em !important } p { margin-block-end: 2em !important }";
        let sheets = if on { "[sheet]" } else { "[]" };
        let script = format!(
            "const sheet = new CSSStyleSheet(); sheet.replaceSync('{style}'); document.adoptedStyleSheets = {sheets}"
        );
        self.js(&script).await.map(drop)
    }

    async fn keeps_its_width(&self, name: &str) -> anyhow::Result<()> {
        let widths =
            self.js("const e = document.documentElement; return [e.scrollWidth, e.clientWidth]").await?;
        let left = self.js("return document.querySelector('header').getBoundingClientRect().left").await?;
        ensure!(left.as_f64() == Some(0.0), "{name} begins at {left}");
        ensure!(
            widths[0].as_f64() <= widths[1].as_f64(),
            "{name} scrolls sideways: {} pixels in {}",
            widths[0],
            widths[1]
        );
        Ok(())
    }

    async fn look(&self, look: Look) -> anyhow::Result<()> {
        let Look { size: (width, height), scale, colours, forced, .. } = look;
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": false });
        let media = json!({ "media": "", "features": [
            { "name": "prefers-color-scheme", "value": colours },
            { "name": "forced-colors", "value": forced },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await?;
        self.devtools("Emulation.setEmulatedMedia", media).await?;
        // As on telephones; Chromium's pictures are shifted by them from right to left.
        self.devtools("Emulation.setScrollbarsHidden", json!({ "hidden": true })).await?;
        Ok(())
    }
}

fn screens_folder() -> anyhow::Result<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/screens");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}
