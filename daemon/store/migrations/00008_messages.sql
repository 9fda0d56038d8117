-- +goose Up

-- What a runner wants to be told, and when, where it isn't as the settings
-- have it.
CREATE TABLE messages (
    runner     TEXT NOT NULL PRIMARY KEY REFERENCES runners (name),
    without    TEXT NOT NULL, -- the kinds that are not wanted, with spaces between
    quiet_from BIGINT,        -- minutes since midnight; NULL as the settings have it
    quiet_to   BIGINT,
    digest     TEXT           -- off, daily, weekly; NULL as the settings have it
);

-- Files that were given at once, by hand or by a script, and what became of
-- them.
CREATE TABLE uploads (
    id       TEXT NOT NULL PRIMARY KEY,
    runner   TEXT NOT NULL REFERENCES runners (name),
    at       BIGINT NOT NULL,
    ended_at BIGINT,        -- NULL until all of them were taken in
    batches  TEXT NOT NULL, -- a word for each attempt to take them in
    trouble  TEXT NOT NULL, -- of the latest attempt
    document TEXT NOT NULL  -- JSON: the names, the answers
);
CREATE INDEX uploads_by_time ON uploads (runner, at);
