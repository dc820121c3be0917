//! What a telephone's camera reads on the page.

use anyhow::{Context, ensure};
use serde_json::json;

use super::browser::Browser;

/// How bright each pixel of a PNG is, row by row, in hexadecimal; after the width in pixels.
const BRIGHTNESS: &str = r#"
    const png = Uint8Array.from(atob("PNG"), byte => byte.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([png], { type: "image/png" }));
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const context = canvas.getContext("2d");
    context.drawImage(picture, 0, 0);
    const { data } = context.getImageData(0, 0, picture.width, picture.height);
    let text = "";
    for (let at = 0; at < data.length; at += 4) {
        const bright = Math.round((data[at] + data[at + 1] + data[at + 2]) / 3);
        text += bright.toString(16).padStart(2, "0");
    }
    return [picture.width, text];
"#;

impl Browser {
    /// The text of the QR code in the element with this id, read from a picture of the screen in light or dark colours.
    pub(crate) async fn reads_code(&self, id: &str, colours: &str) -> anyhow::Result<String> {
        let features = json!([{ "name": "prefers-color-scheme", "value": colours }]);
        self.devtools("Emulation.setEmulatedMedia", json!({ "media": "", "features": features })).await?;
        let place = format!(
            "const box = document.getElementById('{id}').getBoundingClientRect(); \
             return {{ x: box.x + scrollX, y: box.y + scrollY, width: box.width, height: box.height, scale: 4 }}"
        );
        let clip = self.js(&place).await?;
        let options = json!({ "format": "png", "clip": clip, "captureBeyondViewport": true });
        let shot = self.devtools("Page.captureScreenshot", options).await?;
        let shot = shot["data"].as_str().context("no screenshot")?;
        let found = self.js(&BRIGHTNESS.replace("PNG", shot)).await?;
        let width = usize::try_from(found[0].as_u64().context("no width")?)?;
        let pixels = found[1].as_str().context("no picture")?;
        let pixels = data_encoding::HEXLOWER.decode(pixels.as_bytes())?;
        let mut picture = rqrr::PreparedImage::prepare_from_greyscale(width, pixels.len() / width, |x, y| {
            pixels[y * width + x]
        });
        let codes = picture.detect_grids();
        ensure!(codes.len() == 1, "{} codes are seen in {colours} colours", codes.len());
        let (_, text) = codes[0].decode()?;
        Ok(text)
    }
}
