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
        match &*error.kind {
            ErrorKind::Bson(_) => Self::Damaged("a document isn't as it was written".into()),
            _ => Self::Unavailable(told(&error)),
        }
    }
}

/// What a log may hold of an error. The database server's own words may repeat keys and whole requests, and the driver's text has that
/// answer in it.
fn told(error: &Error) -> String {
    let refused = |code: i32, name: &str| format!("the database server refused it with error {code} {name}");
    match &*error.kind {
        ErrorKind::Command(refusal) => refused(refusal.code, &refusal.code_name),
        ErrorKind::Write(WriteFailure::WriteError(refusal)) => {
            refused(refusal.code, refusal.code_name.as_deref().unwrap_or_default())
        }
        ErrorKind::Write(WriteFailure::WriteConcernError(refusal)) => {
            refused(refusal.code, &refusal.code_name)
        }
        ErrorKind::InsertMany(refusals) => match (&refusals.write_concern_error, &refusals.write_errors) {
            (Some(refusal), _) => refused(refusal.code, &refusal.code_name),
            (None, Some(all)) if !all.is_empty() => {
                refused(all[0].code, all[0].code_name.as_deref().unwrap_or_default())
            }
            _ => "the database server refused it".into(),
        },
        // What the driver and the system say of hosts and connections.
        ErrorKind::Io(_)
        | ErrorKind::ServerSelection { .. }
        | ErrorKind::DnsResolve { .. }
        | ErrorKind::Authentication { .. }
        | ErrorKind::InvalidTlsConfig { .. }
        | ErrorKind::Shutdown => error.kind.to_string(),
        ErrorKind::ConnectionPoolCleared { .. } => {
            "the connections to the database server were given up after another request had failed".into()
        }
        ErrorKind::InvalidResponse { .. } => "the database server's answer can't be understood".into(),
        _ => "the driver of the database couldn't do it".into(),
    }
}

#[cfg(test)]
mod tests {
    use tacit_testkit::mongo_stand_in::{MongoStandIn, fresh_database};

    use super::super::MongoStore;
    use crate::store::{CodeRecord, Store, StoreError};

    /// MongoDB itself names the key.
    #[tokio::test(flavor = "multi_thread")]
    async fn an_error_holds_nothing_of_what_was_asked() {
        let Some(mongo) = MongoStandIn::start() else { return };
        let store = MongoStore::connect(mongo.uri(), &fresh_database()).await.unwrap();
        let code = CodeRecord { hash: [0xAB; 32], expires_at: 1 };
        store.put_codes(&[code]).await.unwrap();
        let refused = store.put_codes(&[code]).await;
        let Err(StoreError::Unavailable(said)) = &refused else { panic!("{refused:?}") };
        let rest = said.strip_prefix("the database server refused it with error 11000 ");
        assert!(["", "DuplicateKey"].contains(&rest.unwrap()), "{said}");
        store.shutdown().await;
    }
}
