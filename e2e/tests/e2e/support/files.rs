//! Files that are given to the browser, and that it saves.

use std::{fs, path::Path, time::Instant};

use anyhow::{Context, ensure};
use serde_json::json;

use super::{LOOK, PATIENCE, browser::Browser};

impl Browser {
    /// Chooses a file in an input, as somebody does in the dialog that opens.
    pub(crate) async fn choose_file(&self, id: &str, path: &Path) -> anyhow::Result<()> {
        let find = json!({ "expression": format!("document.getElementById('{id}')") });
        let found = self.devtools("Runtime.evaluate", find).await?;
        let object = found.pointer("/result/objectId").with_context(|| format!("there is no {id}"))?;
        // Browsers don't read by paths that lead upwards.
        let path = path.canonicalize()?;
        let path = path.to_str().context("a path that is no text")?;
        self.devtools("DOM.setFileInputFiles", json!({ "files": [path], "objectId": object })).await?;
        Ok(())
    }

    /// Drops a file on the first element that a CSS selector finds, as the mouse does.
    pub(crate) async fn drop_file(&self, selector: &str, path: &Path) -> anyhow::Result<()> {
        let name = path.file_name().and_then(|name| name.to_str()).context("a path without a name")?;
        let base64 = data_encoding::BASE64.encode(&fs::read(path)?);
        let script = format!(
            "const bytes = Uint8Array.from(atob('{base64}'), c => c.charCodeAt(0)); \
             const dataTransfer = new DataTransfer(); dataTransfer.items.add(new File([bytes], '{name}')); \
             const drag = kind => document.querySelector('{selector}').dispatchEvent( \
                 new DragEvent(kind, {{ dataTransfer, bubbles: true, cancelable: true }})); \
             return ['dragenter', 'dragover', 'drop'].map(drag)"
        );
        let left = self.js(&script).await?;
        ensure!(left == json!([true, false, false]), "the page leaves the file to the browser: {left}");
        Ok(())
    }

    /// Has the browser save into a folder without asking.
    pub(crate) async fn saves_into(&self, folder: &Path) -> anyhow::Result<()> {
        let path = folder.to_str().context("a path that is no text")?;
        let allow = json!({ "behavior": "allow", "downloadPath": path });
        self.devtools("Browser.setDownloadBehavior", allow).await?;
        Ok(())
    }
}

/// The first whole file in a folder with this ending, once it is there.
pub(crate) async fn saved(folder: &Path, ending: &str) -> anyhow::Result<Vec<u8>> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == ending) {
                return Ok(fs::read(path)?);
            }
        }
        ensure!(Instant::now() < deadline, "nothing with the ending {ending} is saved");
        tokio::time::sleep(LOOK).await;
    }
}
