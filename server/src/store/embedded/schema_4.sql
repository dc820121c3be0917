-- Format 4: which master key the sessions' keys are sealed under, when sessions are to be deleted, and deletion piece by piece.

CREATE TABLE key_check (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    value BLOB NOT NULL -- derived from the master key
);

ALTER TABLE sessions ADD COLUMN delete_after INTEGER; -- where that is announced

-- Without a reference to reports: deleting one of them would look through all of this.
CREATE TABLE frozen_reports_4 (
    session INTEGER NOT NULL REFERENCES sessions (id),
    position INTEGER NOT NULL,
    report INTEGER NOT NULL, -- reports.id
    PRIMARY KEY (session, position)
) WITHOUT ROWID;
INSERT INTO frozen_reports_4 SELECT session, position, report FROM frozen_reports ORDER BY session, position;
DROP TABLE frozen_reports;
ALTER TABLE frozen_reports_4 RENAME TO frozen_reports;
