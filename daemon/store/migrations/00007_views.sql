-- +goose Up

-- When something was taken in or entered; NULL for what was entered before
-- that was noted.
ALTER TABLE recordings ADD COLUMN created_at BIGINT;
ALTER TABLE treatments ADD COLUMN created_at BIGINT;
ALTER TABLE checkins ADD COLUMN created_at BIGINT;
UPDATE recordings SET created_at = (SELECT began_at FROM batches WHERE batches.id = recordings.batch);
CREATE INDEX recordings_by_arrival ON recordings (runner, created_at) WHERE expires_at IS NULL;
CREATE INDEX recordings_fetched ON recordings (runner) WHERE expires_at IS NOT NULL;
CREATE INDEX checkins_by_arrival ON checkins (runner, created_at);

ALTER TABLE runners ADD COLUMN units TEXT NOT NULL DEFAULT ''; -- '' are the settings'

-- A recovery without its entries, beside the verdicts on them.
CREATE TABLE recoveries (
    treatment TEXT NOT NULL PRIMARY KEY REFERENCES treatments (id) ON DELETE CASCADE,
    runner    TEXT NOT NULL REFERENCES runners (name),
    protocol  TEXT NOT NULL, -- fingerprint
    document  TEXT NOT NULL  -- JSON; runs by their ids
);
CREATE INDEX recoveries_by_runner ON recoveries (runner);
UPDATE runners SET judged_by = ''; -- so that those of before are made

-- A clinician's list of runners: of each runner what a shared view shows of the
-- latest treatment that has begun. Absent instants are the largest number, so
-- that they come last in every engine; what is later comes first by its
-- negative.
CREATE TABLE roster (
    runner      TEXT NOT NULL PRIMARY KEY REFERENCES runners (name),
    name        TEXT NOT NULL,    -- what the list sorts by, in lower case
    search      TEXT NOT NULL,    -- the names to search in, in lower case
    rank        BIGINT NOT NULL,  -- the worst first
    outside     BOOLEAN NOT NULL, -- the worst run is a caution or a violation
    ongoing     BOOLEAN NOT NULL, -- the recovery is open
    floor_at    BIGINT NOT NULL,  -- 0 without a treatment
    treated     BIGINT NOT NULL,  -- the negative of the treatment's instant
    heard       BIGINT NOT NULL,  -- the negative of the instant data last came
    valid_from  BIGINT NOT NULL,
    valid_until BIGINT NOT NULL,  -- from then on it has to be made anew
    document    TEXT NOT NULL     -- JSON of the rest
);
CREATE INDEX roster_chosen ON roster (search, outside, ongoing, heard, floor_at, runner); -- counts without the documents
CREATE INDEX roster_by_rank ON roster (rank, treated, runner);
CREATE INDEX roster_by_name ON roster (name, runner);
CREATE INDEX roster_by_treatment ON roster (treated, runner);
CREATE INDEX roster_by_data ON roster (heard, runner);
CREATE INDEX roster_from ON roster (valid_from);
CREATE INDEX roster_until ON roster (valid_until);
INSERT INTO roster SELECT name, '', '', 0, FALSE, FALSE, 0, 0, 0, 0, -9223372036854775808, '{}' FROM runners;
