//! The browser that the page's tests drive.

use crate::{packages, run::on_path};

/// Makes sure that Chromium and its driver are there.
pub(crate) fn ensure() -> anyhow::Result<()> {
    let found = on_path("chromedriver").is_some()
        && ["chromium", "chromium-browser", "google-chrome"].iter().any(|name| on_path(name).is_some());
    if found { Ok(()) } else { packages::install(&["chromium", "chromium-driver"]) }
}
