-- Format 2: codes with which sessions are created, and what a session's reports may come to.

CREATE TABLE codes (
    code BLOB PRIMARY KEY, -- hash
    expires_at INTEGER NOT NULL,
    session BLOB -- that it was used for
) WITHOUT ROWID;
CREATE INDEX codes_by_expiry ON codes (expires_at);

ALTER TABLE offers ADD COLUMN code BLOB; -- hash

ALTER TABLE sessions ADD COLUMN reserved INTEGER NOT NULL DEFAULT 0; -- bytes
