-- Format 5: what time it was when a server last said so.

CREATE TABLE noted_time (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    time INTEGER NOT NULL
);
