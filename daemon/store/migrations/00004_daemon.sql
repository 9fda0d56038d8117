-- +goose Up

-- What was fetched from a service that lets it be kept for days only says
-- when, and when it has to go; both are NULL for what may stay. source_key
-- names an activity at its service, '' for files.
ALTER TABLE recordings ADD COLUMN source_key TEXT NOT NULL DEFAULT '';
ALTER TABLE recordings ADD COLUMN fetched_at BIGINT;
ALTER TABLE recordings ADD COLUMN expires_at BIGINT
    CHECK ((expires_at IS NULL) = (fetched_at IS NULL) AND expires_at <= fetched_at + 604800000000); -- 7 days
CREATE UNIQUE INDEX recordings_by_key ON recordings (runner, source_key) WHERE source_key <> '';
CREATE INDEX recordings_by_expiry ON recordings (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX recordings_by_fetch ON recordings (fetched_at) WHERE fetched_at IS NOT NULL;

ALTER TABLE originals ADD COLUMN fetched_at BIGINT;
ALTER TABLE originals ADD COLUMN expires_at BIGINT
    CHECK ((expires_at IS NULL) = (fetched_at IS NULL) AND expires_at <= fetched_at + 604800000000);
CREATE INDEX originals_by_expiry ON originals (expires_at) WHERE expires_at IS NOT NULL;

-- The latest instant the store has seen, while something fetched is in it: a
-- clock that was set back shows by it. At most one row.
CREATE TABLE clock (
    latest BIGINT NOT NULL
);

CREATE TABLE strava_accounts (
    runner         TEXT NOT NULL PRIMARY KEY REFERENCES runners (name),
    athlete        BIGINT NOT NULL,
    scopes         TEXT NOT NULL,
    sealed         BYTEA NOT NULL,  -- the pair of tokens, sealed
    generation     BIGINT NOT NULL, -- counts the pairs
    connected_at   BIGINT NOT NULL,
    swept_from     BIGINT,          -- everything since then was read
    rotating_until BIGINT           -- a process is getting the next pair
);

CREATE TABLE strava_apps (
    client_id      TEXT NOT NULL PRIMARY KEY,
    webhook_secret TEXT NOT NULL,
    subscription   BIGINT,
    budget         TEXT NOT NULL -- JSON of ingest/strava; '' when nothing was read yet
);

-- Activities whose streams were not there yet.
CREATE TABLE strava_pending (
    runner   TEXT NOT NULL REFERENCES runners (name),
    key      TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due      BIGINT NOT NULL,
    PRIMARY KEY (runner, key)
);

-- How each source of a runner's activities does.
CREATE TABLE sources (
    runner       TEXT NOT NULL REFERENCES runners (name),
    name         TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('ok', 'waiting', 'needs-you', 'off')),
    detail       TEXT NOT NULL,
    until        BIGINT,
    last_try     BIGINT,
    last_success BIGINT,
    changed_at   BIGINT NOT NULL, -- since when it is in that state
    PRIMARY KEY (runner, name)
);

CREATE TABLE jobs (
    id           BIGINT NOT NULL PRIMARY KEY,
    kind         TEXT NOT NULL,
    key          TEXT NOT NULL,
    payload      BYTEA NOT NULL,
    due          BIGINT NOT NULL,
    attempt      BIGINT NOT NULL, -- how often it was claimed
    leased_until BIGINT,          -- NULL while nobody works on it
    again        BIGINT,          -- it was asked for again meanwhile, for then
    last_error   TEXT NOT NULL,
    dead_at      BIGINT           -- given up; waits for a person
);
CREATE UNIQUE INDEX jobs_alive ON jobs (kind, key) WHERE dead_at IS NULL;
CREATE INDEX jobs_by_due ON jobs (due) WHERE dead_at IS NULL;

-- The outbox: what people are to be told. It holds references only; the words
-- are found when it is delivered, so nothing fetched outlives its time here.
CREATE TABLE events (
    id          BIGINT NOT NULL PRIMARY KEY,
    runner      TEXT NOT NULL REFERENCES runners (name),
    kind        TEXT NOT NULL,
    key         TEXT NOT NULL, -- a person is told once of each
    run         TEXT NOT NULL, -- '' when it is about none
    treatment   TEXT NOT NULL, -- '' when it is about none
    due         BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    dropped_at  BIGINT,        -- it needs no telling any more
    dropped_why TEXT NOT NULL,
    UNIQUE (runner, kind, key)
);
CREATE INDEX events_by_due ON events (runner, due) WHERE dropped_at IS NULL;

CREATE TABLE deliveries (
    event        BIGINT NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    service      TEXT NOT NULL, -- a short hash of its address
    attempts     BIGINT NOT NULL,
    next_at      BIGINT,
    delivered_at BIGINT,
    failed_at    BIGINT,        -- given up
    last_error   TEXT NOT NULL,
    PRIMARY KEY (event, service)
);

-- Files of watched folders that were taken in, by what names their bytes, so
-- that they are not read again when the service starts.
CREATE TABLE seen (
    runner TEXT NOT NULL REFERENCES runners (name),
    mark   TEXT NOT NULL,
    PRIMARY KEY (runner, mark)
);
