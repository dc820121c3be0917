-- Format 6: which list of released sessions belongs to this store, and deleted sessions leave no id in their codes.

CREATE TABLE list_id (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    value BLOB NOT NULL
);

-- See codes.rs. A code by which a session is being made, for which there is an offer, stays that session's.
UPDATE codes SET session = zeroblob(32)
WHERE session NOT IN (SELECT session FROM sessions)
AND code NOT IN (SELECT code FROM offers WHERE code IS NOT NULL);
