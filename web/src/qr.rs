//! Texts as QR codes, drawn in one path.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};

/// Light modules that a reader needs around a code.
const MARGIN: i32 = 4;

/// A code as the outline of its dark modules, in a square of `size` modules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// Modules from edge to edge, the margin included.
    pub size: i32,
    /// The `d` of an SVG path.
    pub path: String,
}

/// The code of a text; `None` if it is too long for one (some 2,900 bytes).
pub fn draw(text: &str) -> Option<Drawing> {
    let code = QrCode::encode_text(text, QrCodeEcc::Low).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let length = (x..code.size()).take_while(|&x| code.get_module(x, y)).count() as i32;
            if length > 0 {
                // Writing to a text doesn't fail.
                let _ = write!(path, "M{} {}h{length}v1h-{length}z", x + MARGIN, y + MARGIN);
            }
            x += length.max(1);
        }
    }
    Some(Drawing { size: code.size() + 2 * MARGIN, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The dark modules of a drawing, counted back from its path.
    fn dark(drawing: &Drawing) -> usize {
        let lengths = drawing.path.split('h').skip(1).step_by(2);
        lengths.map(|run| run.split('v').next().and_then(|n| n.parse::<usize>().ok()).expect("a run")).sum()
    }

    #[test]
    fn every_dark_module_is_drawn_once() {
        let text = "TACIT-RECEIPT-1";
        let code = QrCode::encode_text(text, QrCodeEcc::Low).expect("it fits");
        let expected = (0..code.size())
            .flat_map(|y| (0..code.size()).map(move |x| (x, y)))
            .filter(|&(x, y)| code.get_module(x, y))
            .count();
        let drawing = draw(text).expect("it fits");
        assert_eq!((drawing.size, dark(&drawing)), (code.size() + 8, expected));
    }

    #[test]
    fn too_long_a_text_has_none() {
        assert!(draw(&"a".repeat(5_000)).is_none());
    }
}
