-- One schema for SQLite and PostgreSQL: SQLite takes the type names by their
-- affinity. Instants are BIGINT microseconds since 1970 in UTC, lists and
-- verdicts are JSON in TEXT. Figures a source doesn't state are NULL.

-- +goose Up

-- Numbers behind the short ids people type (t1, c1, b1) and the order of
-- arrival of recordings. They only grow, so an id is never given twice.
CREATE TABLE counters (
    name  TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

CREATE TABLE runners (
    name                  TEXT NOT NULL PRIMARY KEY,
    experience            TEXT NOT NULL,
    returning_from_injury BOOLEAN NOT NULL,
    hr_max                DOUBLE PRECISION,
    resting_hr            DOUBLE PRECISION,
    birth_year            BIGINT,
    usual_m               DOUBLE PRECISION,
    zone                  TEXT NOT NULL, -- the runner's own; '' without one
    judged_by             TEXT NOT NULL  -- protocol and zone behind all verdicts; '' when they may be mixed
);

CREATE TABLE treatments (
    id        TEXT NOT NULL PRIMARY KEY,
    runner    TEXT NOT NULL REFERENCES runners (name),
    at        BIGINT NOT NULL, -- midnight UTC of its date, where only that is known
    date_only BOOLEAN NOT NULL,
    muscles   TEXT NOT NULL,
    intensity TEXT NOT NULL,
    class     TEXT NOT NULL,
    cpt       TEXT NOT NULL,
    caps      TEXT NOT NULL,
    note      TEXT NOT NULL,
    UNIQUE (runner, at, date_only)
);

CREATE TABLE checkins (
    id         TEXT NOT NULL PRIMARY KEY,
    runner     TEXT NOT NULL REFERENCES runners (name),
    at         BIGINT NOT NULL,
    kind       TEXT NOT NULL,
    squat_ok   BOOLEAN,
    heel_raise BOOLEAN,
    full_rom   BOOLEAN,
    soreness   BIGINT,
    pain       BIGINT,
    sharp_pain BOOLEAN NOT NULL,
    cramping   BOOLEAN NOT NULL,
    note       TEXT NOT NULL
);
CREATE INDEX checkins_by_time ON checkins (runner, at);

CREATE TABLE batches (
    id       TEXT NOT NULL PRIMARY KEY,
    runner   TEXT NOT NULL REFERENCES runners (name),
    number   BIGINT NOT NULL, -- orders batches
    began_at BIGINT NOT NULL,
    ended_at BIGINT,
    readable BOOLEAN NOT NULL -- it held at least one activity, new or known already
);
CREATE INDEX batches_by_number ON batches (runner, number);

-- What people gave us, byte for byte, once. The bytes come last, so that
-- reading the size doesn't walk over them.
CREATE TABLE originals (
    sum       BYTEA NOT NULL PRIMARY KEY, -- sha256
    size      BIGINT NOT NULL, -- unpacked
    stored_at BIGINT NOT NULL,
    packing   TEXT NOT NULL, -- '' or zstd
    bytes     BYTEA NOT NULL
);

-- A run has the figures of its leading recording, copied, so that a history
-- is read from one table.
CREATE TABLE runs (
    id             TEXT NOT NULL PRIMARY KEY,
    runner         TEXT NOT NULL REFERENCES runners (name),
    lead           BIGINT NOT NULL, -- recordings.seq
    provenance     TEXT NOT NULL,
    format         TEXT NOT NULL,
    sport          TEXT NOT NULL,
    sub_sport      TEXT NOT NULL,
    started_at     BIGINT NOT NULL,
    ended_at       BIGINT NOT NULL,
    start_hidden   BOOLEAN NOT NULL,
    utc_offset_s   BIGINT,
    distance_m     DOUBLE PRECISION,
    moving_s       DOUBLE PRECISION,
    elapsed_s      DOUBLE PRECISION,
    ascent_m       DOUBLE PRECISION,
    descent_m      DOUBLE PRECISION,
    ascent_source  TEXT NOT NULL,
    descent_source TEXT NOT NULL,
    avg_speed_mps  DOUBLE PRECISION,
    avg_hr         DOUBLE PRECISION,
    max_hr         DOUBLE PRECISION,
    peak_hr        DOUBLE PRECISION,
    device         TEXT NOT NULL,
    integrity      TEXT NOT NULL,
    cut_short      BOOLEAN NOT NULL, -- its totals are the least it can have been
    note           TEXT NOT NULL,
    doubt          TEXT NOT NULL
);
CREATE INDEX runs_by_start ON runs (runner, started_at);

CREATE TABLE recordings (
    seq            INTEGER NOT NULL PRIMARY KEY, -- order of arrival
    id             TEXT NOT NULL UNIQUE,         -- the id of the run, when this recording is its first
    run            TEXT NOT NULL REFERENCES runs (id),
    runner         TEXT NOT NULL REFERENCES runners (name),
    original       BYTEA NOT NULL REFERENCES originals (sum),
    leg            BIGINT NOT NULL,
    batch          TEXT NOT NULL REFERENCES batches (id),
    path           TEXT NOT NULL,
    member         TEXT NOT NULL,
    outcome        TEXT NOT NULL, -- what was answered on arrival
    reason         TEXT NOT NULL,
    measured_with  TEXT NOT NULL, -- fingerprint of the measuring numbers
    provenance     TEXT NOT NULL,
    format         TEXT NOT NULL,
    sport          TEXT NOT NULL,
    sub_sport      TEXT NOT NULL,
    started_at     BIGINT NOT NULL,
    ended_at       BIGINT NOT NULL,
    start_hidden   BOOLEAN NOT NULL,
    utc_offset_s   BIGINT,
    distance_m     DOUBLE PRECISION,
    moving_s       DOUBLE PRECISION,
    elapsed_s      DOUBLE PRECISION,
    ascent_m       DOUBLE PRECISION,
    descent_m      DOUBLE PRECISION,
    ascent_source  TEXT NOT NULL,
    descent_source TEXT NOT NULL,
    avg_speed_mps  DOUBLE PRECISION,
    avg_hr         DOUBLE PRECISION,
    max_hr         DOUBLE PRECISION,
    peak_hr        DOUBLE PRECISION,
    device         TEXT NOT NULL,
    integrity      TEXT NOT NULL,
    cut_short      BOOLEAN NOT NULL,
    note           TEXT NOT NULL,
    doubt          TEXT NOT NULL,
    UNIQUE (runner, original, leg)
);
CREATE INDEX recordings_by_time ON recordings (runner, started_at, ended_at);
CREATE INDEX recordings_by_run ON recordings (run);
CREATE INDEX recordings_by_original ON recordings (original);
CREATE INDEX recordings_by_batch ON recordings (batch);

-- What the rules need of a recording's samples, apart from the run, so that
-- reading a history of years touches only the measures it needs.
CREATE TABLE measures (
    recording  INTEGER NOT NULL PRIMARY KEY REFERENCES recordings (seq) ON DELETE CASCADE,
    heart_rate BYTEA,         -- one byte a second
    grades     BYTEA,         -- float64, little endian, five a window
    marks      BYTEA,         -- float64, little endian
    rest       TEXT NOT NULL  -- the other measures
);

CREATE TABLE verdicts (
    run       TEXT NOT NULL PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    runner    TEXT NOT NULL REFERENCES runners (name),
    treatment TEXT NOT NULL REFERENCES treatments (id) ON DELETE CASCADE,
    level     TEXT NOT NULL, -- '' for an accident of the button, which has no verdict
    protocol  TEXT NOT NULL, -- fingerprint
    verdict   TEXT NOT NULL  -- '' for an accident
);
CREATE INDEX verdicts_by_treatment ON verdicts (treatment);

-- Items that gave no recording, the latest answer for each.
CREATE TABLE notes (
    runner  TEXT NOT NULL REFERENCES runners (name),
    path    TEXT NOT NULL,
    member  TEXT NOT NULL,
    batch   TEXT NOT NULL REFERENCES batches (id),
    outcome TEXT NOT NULL,
    reason  TEXT NOT NULL,
    sum     BYTEA,
    PRIMARY KEY (runner, path, member)
);
CREATE INDEX notes_by_batch ON notes (batch);
