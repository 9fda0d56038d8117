-- +goose Up

-- What a person decided of recordings. They are named by the sum of their
-- original and the leg, not by their row: the word holds when a recording is
-- taken back and comes again.

-- Two recordings are one run, or two. A pair has one word, the latest; the
-- lesser of the two names comes first.
CREATE TABLE rulings (
    runner     TEXT NOT NULL REFERENCES runners (name),
    original_a BYTEA NOT NULL,
    leg_a      BIGINT NOT NULL,
    original_b BYTEA NOT NULL,
    leg_b      BIGINT NOT NULL,
    same       BOOLEAN NOT NULL,
    number     BIGINT NOT NULL, -- orders rulings: where they contradict each other the later holds
    PRIMARY KEY (runner, original_a, leg_a, original_b, leg_b)
);

-- What a recording is, against what its source says.
CREATE TABLE edits (
    runner   TEXT NOT NULL REFERENCES runners (name),
    original BYTEA NOT NULL,
    leg      BIGINT NOT NULL,
    sport    TEXT NOT NULL,    -- '' leaves what the source says
    accepted BOOLEAN NOT NULL, -- the source's figures are right, doubtful as they are
    doubt    TEXT NOT NULL,    -- what is doubtful all the same
    PRIMARY KEY (runner, original, leg)
);

-- A batch that was undone stays in the list, empty.
ALTER TABLE batches ADD COLUMN undone_at BIGINT;
