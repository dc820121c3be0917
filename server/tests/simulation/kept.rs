//! What a store has, in a number: whether a call changed something is seen by it, however the call says it went.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
};

use rusqlite::{Connection, OpenFlags, types::ValueRef};

/// Of every row of every table.
pub fn in_file(file: &Path) -> u64 {
    let db = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").unwrap();
    let tables = tables.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let mut hasher = DefaultHasher::new();
    for table in tables.map(Result::unwrap) {
        table.hash(&mut hasher);
        let mut rows = db.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
        let columns = rows.column_count();
        let mut rows = rows.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            (0..columns).for_each(|column| add(row.get_ref(column).unwrap(), &mut hasher));
        }
    }
    hasher.finish()
}

/// Of these, by their collections' names, in whatever order.
pub fn in_documents(mut documents: Vec<(String, Vec<u8>)>) -> u64 {
    documents.sort_unstable();
    let mut hasher = DefaultHasher::new();
    documents.hash(&mut hasher);
    hasher.finish()
}

fn add(value: ValueRef<'_>, hasher: &mut DefaultHasher) {
    match value {
        ValueRef::Null => 0.hash(hasher),
        ValueRef::Integer(integer) => (1, integer).hash(hasher),
        ValueRef::Real(real) => (2, real.to_bits()).hash(hasher),
        ValueRef::Text(text) => (3, text).hash(hasher),
        ValueRef::Blob(blob) => (4, blob).hash(hasher),
    }
}
