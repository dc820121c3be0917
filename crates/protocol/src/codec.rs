//! The strict binary codec: `prio`'s traits, plus the pieces our messages share.

use std::io::{Cursor, Read};

pub use prio::codec::{CodecError, Decode, Encode};

use crate::VERSION;

/// Writes the version byte that every message begins with.
pub(crate) fn put_version(bytes: &mut Vec<u8>) {
    bytes.push(VERSION);
}

/// Reads the version byte; any other version is [`CodecError::UnexpectedValue`].
pub(crate) fn take_version(bytes: &mut Cursor<&[u8]>) -> Result<(), CodecError> {
    if u8::decode(bytes)? == VERSION { Ok(()) } else { Err(CodecError::UnexpectedValue) }
}

/// Reads exactly `N` bytes.
pub(crate) fn take_array<const N: usize>(bytes: &mut Cursor<&[u8]>) -> Result<[u8; N], CodecError> {
    let mut array = [0; N];
    bytes.read_exact(&mut array)?;
    Ok(array)
}

/// Writes a length of four bytes, then the bytes.
pub(crate) fn put_opaque(bytes: &mut Vec<u8>, opaque: &[u8]) -> Result<(), CodecError> {
    let len = u32::try_from(opaque.len()).map_err(|_| CodecError::LengthPrefixOverflow)?;
    len.encode(bytes)?;
    bytes.extend_from_slice(opaque);
    Ok(())
}

/// Reads what [`put_opaque`] wrote. Allocates no more than what is really there.
pub(crate) fn take_opaque(bytes: &mut Cursor<&[u8]>) -> Result<Vec<u8>, CodecError> {
    let len = u32::decode(bytes)? as usize;
    let rest = remaining(bytes);
    if rest.len() < len {
        return Err(CodecError::LengthPrefixTooBig(len));
    }
    let opaque = rest[..len].to_vec();
    bytes.set_position(bytes.position() + len as u64);
    Ok(opaque)
}

/// Writes a count of four bytes, then the items.
pub(crate) fn put_items<T: Encode>(bytes: &mut Vec<u8>, items: &[T]) -> Result<(), CodecError> {
    let len = u32::try_from(items.len()).map_err(|_| CodecError::LengthPrefixOverflow)?;
    len.encode(bytes)?;
    items.iter().try_for_each(|item| item.encode(bytes))
}

/// Reads what [`put_items`] wrote; every item takes at least one byte, so a false count can't make us allocate.
pub(crate) fn take_items<T: Decode>(bytes: &mut Cursor<&[u8]>) -> Result<Vec<T>, CodecError> {
    let len = u32::decode(bytes)? as usize;
    if remaining(bytes).len() < len {
        return Err(CodecError::LengthPrefixTooBig(len));
    }
    let mut items = Vec::new();
    for _ in 0..len {
        items.push(T::decode(bytes)?);
    }
    Ok(items)
}

fn remaining<'a>(bytes: &Cursor<&'a [u8]>) -> &'a [u8] {
    let all = *bytes.get_ref();
    &all[all.len().min(bytes.position() as usize)..]
}

#[cfg(test)]
mod tests;
