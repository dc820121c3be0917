-- Format 3: whether all of this is being moved to another store, or from one.

CREATE TABLE move (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    state INTEGER NOT NULL, -- 1: to another store; 2: it was moved there; 3: from another; 4: it was moved here; 5: it stays
    move BLOB NOT NULL -- the same in both
);
