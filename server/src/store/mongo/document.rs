//! Between our types and BSON.

use mongodb::{
    bson::{Binary, Bson, Document, spec::BinarySubtype},
    error::{Error, ErrorKind, WriteFailure},
};
use tacit_protocol::ids::SessionId;

use crate::store::StoreError;

/// The server's code for a key that is there already.
const DUPLICATE_KEY: i32 = 11_000;

/// Bytes as BSON. Of the same length, they sort as bytes do.
pub(super) fn bytes(bytes: impl Into<Vec<u8>>) -> Bson {
    Bson::Binary(Binary { subtype: BinarySubtype::Generic, bytes: bytes.into() })
}

/// The key of something that belongs to a session.
pub(super) fn key(session: &SessionId, rest: &[u8]) -> Bson {
    bytes([session.as_bytes(), rest].concat())
}

/// A time or count as BSON.
pub(super) fn number(number: u64) -> Result<Bson, StoreError> {
    i64::try_from(number)
        .map(Bson::Int64)
        .map_err(|_| StoreError::Damaged(format!("{number} is no time or count")))
}

/// Reads what we wrote.
pub(super) trait Fields {
    /// The bytes in a field.
    fn bytes(&self, field: &str) -> Result<&[u8], StoreError>;

    /// An integer of any width in a field.
    fn integer(&self, field: &str) -> Result<i64, StoreError>;

    /// An unsigned integer in a field.
    fn unsigned<T: TryFrom<i64>>(&self, field: &str) -> Result<T, StoreError> {
        T::try_from(self.integer(field)?).map_err(|_| damaged(field))
    }

    /// A fixed number of bytes in a field.
    fn array<const N: usize>(&self, field: &str) -> Result<[u8; N], StoreError> {
        self.bytes(field)?.try_into().map_err(|_| damaged(field))
    }

    /// An identifier in a field.
    fn id<'a, T: TryFrom<&'a [u8]>>(&'a self, field: &str) -> Result<T, StoreError> {
        T::try_from(self.bytes(field)?).map_err(|_| damaged(field))
    }
}

impl Fields for Document {
    fn bytes(&self, field: &str) -> Result<&[u8], StoreError> {
        self.get_binary_generic(field).map(Vec::as_slice).map_err(|_| damaged(field))
    }

    fn integer(&self, field: &str) -> Result<i64, StoreError> {
        match self.get(field) {
            Some(Bson::Int32(number)) => Ok((*number).into()),
            Some(Bson::Int64(number)) => Ok(*number),
            _ => Err(damaged(field)),
        }
    }
}

/// The error of a field that isn't as we write it.
pub(super) fn damaged(field: &str) -> StoreError {
    StoreError::Damaged(format!("the field {field} is missing or not as it was written"))
}

/// Who asks for a session looked it up before: it was deleted since.
pub(super) fn no_session(session: &SessionId) -> StoreError {
    StoreError::NoSession(*session)
}

/// Whether an insertion failed only because the key is there already.
pub(super) fn is_duplicate(error: &Error) -> bool {
    match error.kind.as_ref() {
        ErrorKind::Write(WriteFailure::WriteError(error)) => error.code == DUPLICATE_KEY,
        ErrorKind::InsertMany(errors) => {
            errors.write_concern_error.is_none()
                && errors
                    .write_errors
                    .as_ref()
                    .is_some_and(|all| all.iter().all(|one| one.code == DUPLICATE_KEY))
        }
        ErrorKind::Command(error) => error.code == DUPLICATE_KEY,
        _ => false,
    }
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        match error.kind.as_ref() {
            ErrorKind::Bson(_) => Self::Damaged(error.to_string()),
            _ => Self::Unavailable(error.to_string()),
        }
    }
}
