-- +goose Up

-- What names an activity at the service it came through, as strava:1234; ''
-- when unknown. Recordings of one are one run.
ALTER TABLE runs ADD COLUMN source_id TEXT NOT NULL DEFAULT '';
ALTER TABLE recordings ADD COLUMN source_id TEXT NOT NULL DEFAULT '';
CREATE INDEX recordings_by_source_id ON recordings (runner, source_id) WHERE source_id <> '';

-- Rows of Strava's list are read again for theirs.
UPDATE recordings SET measured_with = '' WHERE format = 'csv';
