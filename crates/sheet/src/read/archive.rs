//! The archive that a spreadsheet is: which kind it is, and that it doesn't unpack to more than there is room for.

use std::io::{Cursor, Read};

use zip::{ZipArchive, result::ZipError};

use super::{FileError, MAX_UNPACKED};

/// The most parts that an archive may have.
const MAX_PARTS: usize = 2_000;
const SHARED_STRINGS: &str = "sharedstrings.xml";

/// What an archive holds.
pub(super) enum Packed {
    /// A workbook that is unpacked part by part later; each was measured.
    Xlsx,
    /// The text of an OpenDocument spreadsheet.
    Ods(Vec<u8>),
}

/// Unpacks every part once, to see how large it really is: what an archive says of itself is not believed.
pub(super) fn unpack(bytes: &[u8]) -> Result<Packed, FileError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| FileError::Damaged)?;
    if archive.len() > MAX_PARTS {
        return Err(FileError::TooLarge { limit: MAX_UNPACKED });
    }
    if let Some(content) = open_document(&mut archive)? {
        return Ok(Packed::Ods(content));
    }
    let mut left = MAX_UNPACKED;
    let mut workbook = false;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(refused)?;
        let name = part.name().map_err(refused)?.replace('\\', "/").to_lowercase();
        workbook |= name.starts_with("xl/") || name.contains("workbook");
        // Whatever its name is: a workbook says itself which of its parts are what.
        left -=
            if name.ends_with(SHARED_STRINGS) { measure_strings(part, left)? } else { measure(part, left)? };
    }
    if workbook { Ok(Packed::Xlsx) } else { Err(FileError::UnknownFormat) }
}

fn open_document(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<Option<Vec<u8>>, FileError> {
    let mut kind = Vec::new();
    match archive.by_name("mimetype") {
        Ok(part) => part.take(100).read_to_end(&mut kind).map_err(|_| FileError::Damaged)?,
        Err(_) => return Ok(None),
    };
    if !kind.starts_with(b"application/vnd.oasis.opendocument.spreadsheet") {
        return Err(FileError::UnknownFormat);
    }
    let part = archive.by_name("content.xml").map_err(refused)?;
    let mut content = Vec::new();
    let size = part.take(MAX_UNPACKED + 1).read_to_end(&mut content).map_err(|_| FileError::Damaged)?;
    if size as u64 > MAX_UNPACKED {
        return Err(FileError::TooLarge { limit: MAX_UNPACKED });
    }
    Ok(Some(content))
}

/// How large a part is, up to a limit.
fn measure(part: impl Read, limit: u64) -> Result<u64, FileError> {
    let size = std::io::copy(&mut part.take(limit + 1), &mut std::io::sink());
    within(size.map_err(|_| FileError::Damaged)?, limit)
}

/// The same of shared strings. They say how many they are, and room is made for as many as they say: no more than there
/// are bytes.
fn measure_strings(part: impl Read, limit: u64) -> Result<u64, FileError> {
    let mut bytes = Vec::new();
    let size = part.take(limit + 1).read_to_end(&mut bytes).map_err(|_| FileError::Damaged)?;
    let size = within(size as u64, limit)?;
    if said_counts(&bytes).any(|count| count > size) {
        return Err(FileError::Damaged);
    }
    Ok(size)
}

fn within(size: u64, limit: u64) -> Result<u64, FileError> {
    if size > limit { Err(FileError::TooLarge { limit: MAX_UNPACKED }) } else { Ok(size) }
}

/// Every number that follows the name of the attribute, wherever it stands.
fn said_counts(text: &[u8]) -> impl Iterator<Item = u64> {
    const NAME: &[u8] = b"uniqueCount";
    let starts = text.windows(NAME.len()).enumerate().filter(|(_, window)| *window == NAME);
    starts.map(|(start, _)| {
        let after = text[start + NAME.len()..].iter().skip_while(|byte| b" \t\r\n='\"+".contains(byte));
        let digits = after.take_while(|byte| byte.is_ascii_digit());
        digits.fold(0_u64, |count, digit| count.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
    })
}

fn refused(error: ZipError) -> FileError {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => FileError::OldOrLocked,
        _ => FileError::Damaged,
    }
}
