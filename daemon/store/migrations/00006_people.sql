-- +goose Up

-- Who can sign in. Of everything secret only hashes are kept.
CREATE TABLE people (
    id          TEXT NOT NULL PRIMARY KEY,
    name        TEXT NOT NULL,
    login       TEXT NOT NULL, -- lower case; '' without one
    password    TEXT NOT NULL, -- argon2id, a PHC string; '' without one
    admin       BOOLEAN NOT NULL,
    clinician   BOOLEAN NOT NULL,
    runner      TEXT REFERENCES runners (name), -- whose runs are the person's own; NULL for none
    created_at  BIGINT NOT NULL,
    disabled_at BIGINT
);
CREATE UNIQUE INDEX people_by_login ON people (login) WHERE login <> '';
CREATE UNIQUE INDEX people_by_runner ON people (runner) WHERE runner IS NOT NULL;

-- Addresses that may be used once.
CREATE TABLE links (
    hash         BYTEA NOT NULL PRIMARY KEY,
    kind         TEXT NOT NULL CHECK (kind IN ('setup', 'open', 'invite', 'password')),
    made_by      TEXT REFERENCES people (id), -- NULL for the operator
    person       TEXT REFERENCES people (id), -- for whom it is, or whom it made
    name         TEXT NOT NULL,
    admin        BOOLEAN NOT NULL,
    clinician    BOOLEAN NOT NULL,
    as_runner    BOOLEAN NOT NULL,
    runner       TEXT REFERENCES runners (name), -- NULL for one to be made
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    used_at      BIGINT,
    withdrawn_at BIGINT
);
CREATE INDEX links_by_maker ON links (made_by, created_at);

CREATE TABLE sessions (
    hash       BYTEA NOT NULL PRIMARY KEY,
    person     TEXT REFERENCES people (id), -- NULL while nobody signed in
    expires_at BIGINT NOT NULL,
    data       BYTEA NOT NULL
);
CREATE INDEX sessions_by_person ON sessions (person);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- Who may see whose runs: the whole story, of which what is not withdrawn
-- stands.
CREATE TABLE consents (
    id           BIGINT NOT NULL PRIMARY KEY,
    runner       TEXT NOT NULL REFERENCES runners (name),
    clinician    TEXT NOT NULL REFERENCES people (id),
    granted_at   BIGINT NOT NULL,
    withdrawn_at BIGINT
);
CREATE UNIQUE INDEX consents_that_stand ON consents (clinician, runner) WHERE withdrawn_at IS NULL;
CREATE INDEX consents_by_runner ON consents (runner, id);

-- Who did what. Each line is sealed with the one before; triggers, which each
-- engine has its own of, refuse to change or remove any. It refers to nothing,
-- so that it stays whatever goes.
CREATE TABLE audit (
    id       INTEGER NOT NULL PRIMARY KEY, -- counts without a gap
    at       BIGINT NOT NULL,
    who      TEXT NOT NULL,
    who_name TEXT NOT NULL,
    deed     TEXT NOT NULL,
    whose    TEXT NOT NULL,
    object   TEXT NOT NULL,
    origin   TEXT NOT NULL,
    outcome  TEXT NOT NULL,
    seal     BYTEA NOT NULL
);
CREATE INDEX audit_by_who ON audit (who, whose, at);
CREATE INDEX audit_by_whose ON audit (whose, id);

CREATE TABLE tokens (
    id           TEXT NOT NULL PRIMARY KEY,
    hash         BYTEA NOT NULL UNIQUE,
    person       TEXT NOT NULL REFERENCES people (id),
    kind         TEXT NOT NULL CHECK (kind IN ('api', 'inbox', 'calendar')),
    name         TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT,
    revoked_at   BIGINT
);
CREATE INDEX tokens_by_person ON tokens (person);

-- What clinicians noted of a runner.
CREATE TABLE patient_notes (
    id      TEXT NOT NULL PRIMARY KEY,
    runner  TEXT NOT NULL REFERENCES runners (name),
    made_by TEXT NOT NULL REFERENCES people (id),
    at      BIGINT NOT NULL,
    text    TEXT NOT NULL
);
CREATE INDEX patient_notes_by_time ON patient_notes (runner, at);
