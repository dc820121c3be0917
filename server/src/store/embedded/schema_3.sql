-- Format 3: whether all of this is being moved to another store, or from one.

CREATE TABLE move (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    state INTEGER NOT NULL, -- see portable.rs
    move BLOB NOT NULL -- the same in both
);
