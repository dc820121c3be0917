//! The archive that a spreadsheet is: which kind it is, and that it doesn't unpack to more than there is room for.

use std::io::{Cursor, Read};

use zip::{ZipArchive, result::ZipError};

use super::{FileError, MAX_UNPACKED};

/// The most parts that an archive may have.
const MAX_PARTS: usize = 2_000;
const SHARED_STRINGS: &str = "xl/sharedstrings.xml";

/// What an archive holds.
pub(super) enum Packed {
    /// A workbook that is unpacked part by part later; each was measured.
    Xlsx,
    /// The text of an OpenDocument spreadsheet.
    Ods(Vec<u8>),
}

/// Unpacks the parts that are text once, to see how large they really are: what an archive says of itself is not
/// believed.
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
        let read = [".xml", ".rels", ".vml"].iter().any(|ending| name.ends_with(ending));
        workbook |= name.starts_with("xl/") || name.contains("workbook");
        if read {
            left -= measure(part, left, name.trim_start_matches('/') == SHARED_STRINGS)?;
        }
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

/// How large a part is, up to a limit. Shared strings say how many they are, and room is made for as many as they say:
/// no more than there are bytes.
fn measure(mut part: impl Read, limit: u64, strings: bool) -> Result<u64, FileError> {
    let mut buffer = [0; 16 * 1024];
    let mut start = Vec::new();
    let mut size = 0;
    loop {
        let read = part.read(&mut buffer).map_err(|_| FileError::Damaged)?;
        if read == 0 {
            break;
        }
        if strings && start.len() < buffer.len() {
            start.extend_from_slice(&buffer[..read]);
        }
        size += read as u64;
        if size > limit {
            return Err(FileError::TooLarge { limit: MAX_UNPACKED });
        }
    }
    if strings && said_count(&start).is_some_and(|count| count > size) {
        return Err(FileError::Damaged);
    }
    Ok(size)
}

/// The largest count among the attributes at the start of a part.
fn said_count(start: &[u8]) -> Option<u64> {
    let text = String::from_utf8_lossy(start);
    let element = text.split_once("<sst").or_else(|| text.split_once(":sst"))?.1;
    let element = element.split('>').next().unwrap_or_default();
    let counts = element.split(['"', '\'']).skip(1).step_by(2);
    // A count that is no number of 64 bits is more than any.
    let counts = counts.filter(|value| !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()));
    counts.map(|value| value.parse().unwrap_or(u64::MAX)).max()
}

fn refused(error: ZipError) -> FileError {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => FileError::OldOrLocked,
        _ => FileError::Damaged,
    }
}
