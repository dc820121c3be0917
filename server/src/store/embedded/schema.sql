-- Format 1. Rowid tables with unique keys: rows stay where they were appended, keys point to them.
-- Times are milliseconds since 1970 UTC.

-- What must be forgotten without a trace: a page of zeros, then the sealed bytes (see secrets.rs).
CREATE TABLE secrets (
    id INTEGER PRIMARY KEY,
    padded BLOB NOT NULL
);

CREATE TABLE offers (
    id INTEGER PRIMARY KEY,
    offer BLOB NOT NULL UNIQUE,
    analyst BLOB NOT NULL, -- signing key
    expires_at INTEGER NOT NULL,
    secret INTEGER NOT NULL, -- secrets.id
    sealed_signing_seed BLOB NOT NULL
);
CREATE INDEX offers_by_expiry ON offers (expires_at);
CREATE INDEX offers_by_analyst ON offers (analyst);

CREATE TABLE sessions (
    id INTEGER PRIMARY KEY,
    session BLOB NOT NULL UNIQUE,
    offer BLOB NOT NULL UNIQUE,
    analyst BLOB NOT NULL, -- signing key
    phase INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    closes_at INTEGER, -- where it isn't the manifest's
    secret INTEGER, -- secrets.id
    sealed_signing_seed BLOB NOT NULL,
    manifest BLOB NOT NULL
);

CREATE INDEX sessions_by_analyst ON sessions (analyst, created_at);

-- Kept in step by the one writer, so that counting costs nothing.
CREATE TABLE counts (
    session INTEGER PRIMARY KEY REFERENCES sessions (id),
    invited INTEGER NOT NULL DEFAULT 0,
    submitted INTEGER NOT NULL DEFAULT 0,
    revisions INTEGER NOT NULL DEFAULT 0,
    verified_batches INTEGER NOT NULL DEFAULT 0
);

-- The same, of each cohort (0: those of none).
CREATE TABLE cohort_counts (
    session INTEGER NOT NULL REFERENCES sessions (id),
    cohort INTEGER NOT NULL,
    invited INTEGER NOT NULL,
    submitted INTEGER NOT NULL,
    PRIMARY KEY (session, cohort)
) WITHOUT ROWID;

CREATE TABLE participants (
    id INTEGER PRIMARY KEY,
    session INTEGER NOT NULL REFERENCES sessions (id),
    participant BLOB NOT NULL,
    assigned INTEGER NOT NULL, -- cohort of the invitation
    cohort INTEGER NOT NULL, -- of the newest report; the assigned one where there is none
    voucher BLOB NOT NULL,
    newest INTEGER NOT NULL DEFAULT 0,
    UNIQUE (session, participant)
);

-- Append-only.
CREATE TABLE reports (
    id INTEGER PRIMARY KEY,
    participant INTEGER NOT NULL REFERENCES participants (id),
    revision INTEGER NOT NULL,
    digest BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    UNIQUE (participant, revision)
);
CREATE INDEX reports_by_digest ON reports (digest);

CREATE TABLE frozen_sets (
    session INTEGER PRIMARY KEY REFERENCES sessions (id),
    closed_at INTEGER NOT NULL,
    invited INTEGER NOT NULL,
    submitted INTEGER NOT NULL,
    revisions INTEGER NOT NULL,
    batch_size INTEGER NOT NULL,
    root BLOB NOT NULL,
    batch_roots BLOB NOT NULL -- 32 bytes each, in order
);

CREATE TABLE frozen_reports (
    id INTEGER PRIMARY KEY,
    session INTEGER NOT NULL REFERENCES sessions (id),
    position INTEGER NOT NULL,
    report INTEGER NOT NULL REFERENCES reports (id),
    UNIQUE (session, position)
);

CREATE TABLE batch_records (
    id INTEGER PRIMARY KEY,
    session INTEGER NOT NULL REFERENCES sessions (id),
    batch INTEGER NOT NULL,
    verdicts_digest BLOB NOT NULL,
    accepted INTEGER NOT NULL,
    share INTEGER, -- secrets.id
    note BLOB NOT NULL,
    UNIQUE (session, batch)
);

CREATE TABLE publications (
    session INTEGER PRIMARY KEY REFERENCES sessions (id),
    results BLOB NOT NULL
);

CREATE TABLE releases (
    session INTEGER PRIMARY KEY REFERENCES sessions (id),
    release BLOB NOT NULL
);
