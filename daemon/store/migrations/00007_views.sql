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
