//! Files: told apart by what they contain, whatever they are called.

mod archive;
mod ods;
mod separated;
mod xlsx;

use crate::{
    FileError,
    book::{Book, Content, Sheet},
};
use archive::Packed;

/// The largest file that is read, in bytes.
pub const MAX_FILE: u64 = 10_000_000;
/// The most that the parts of a file may be when they are unpacked, in bytes, all of them together.
pub const MAX_UNPACKED: u64 = 60_000_000;
/// The most sheets that a file may have.
pub const MAX_SHEETS: usize = 100;
/// The most cells with content that a file may have.
pub const MAX_CELLS: usize = 200_000;
/// The longest text of a cell that is kept, in bytes: spreadsheet programs keep 32,767 characters. What is longer is no
/// label and no answer.
const MAX_TEXT: usize = 32_767;
/// Merged regions that are kept of a sheet.
const MAX_MERGED: usize = 5_000;

/// Old Excel files, and new ones with a password, are in this container.
const OLD_CONTAINER: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// Reads a file of any of the formats.
pub(crate) fn read(bytes: &[u8]) -> Result<Book, FileError> {
    if bytes.len() as u64 > MAX_FILE {
        return Err(FileError::TooLarge { limit: MAX_FILE });
    }
    if bytes.starts_with(OLD_CONTAINER) {
        return Err(FileError::OldOrLocked);
    }
    let book = if bytes.starts_with(b"PK") {
        match archive::unpack(bytes)? {
            Packed::Xlsx => xlsx::read(bytes)?,
            Packed::Ods(content) => ods::read(&content)?,
        }
    } else {
        separated::read(bytes)?
    };
    if book.sheets.iter().all(|sheet| sheet.cells.is_empty()) {
        return Err(FileError::Empty);
    }
    Ok(book)
}

/// The sheets of a file while it is read: refuses what is too much before it is kept.
struct Builder {
    sheets: Vec<Sheet>,
    cells: usize,
    /// Bytes of texts: a text that is in the file once may be in many cells.
    texts: u64,
}

impl Builder {
    fn new() -> Self {
        Self { sheets: Vec::new(), cells: 0, texts: 0 }
    }

    fn sheet(&mut self, name: String, hidden: bool) -> Result<(), FileError> {
        if self.sheets.len() >= MAX_SHEETS {
            return Err(FileError::TooManySheets { limit: MAX_SHEETS });
        }
        self.sheets.push(Sheet { name, hidden, ..Sheet::default() });
        Ok(())
    }

    /// Keeps a cell of the newest sheet. Blank texts are no content.
    fn cell(&mut self, row: u32, column: u32, content: Content) -> Result<(), FileError> {
        if let Content::Text(text) = &content {
            if text.trim().is_empty() {
                return Ok(());
            }
            self.texts += text.len() as u64;
            if self.texts > MAX_UNPACKED {
                return Err(FileError::TooLarge { limit: MAX_UNPACKED });
            }
        }
        self.cells += 1;
        if self.cells > MAX_CELLS {
            return Err(FileError::TooManyCells { limit: MAX_CELLS });
        }
        self.sheets.last_mut().ok_or(FileError::Damaged)?.cells.insert((row, column), content);
        Ok(())
    }
}

/// A text as a cell's content, not longer than is kept.
fn text(text: &str) -> Content {
    Content::Text(text[..text.floor_char_boundary(MAX_TEXT)].to_owned())
}
