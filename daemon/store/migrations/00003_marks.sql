-- +goose Up

-- What names an original without its bytes being read, as its place in an
-- archive whose table of contents is known.
CREATE TABLE marks (
    mark     TEXT NOT NULL PRIMARY KEY,
    original BYTEA NOT NULL REFERENCES originals (sum) ON DELETE CASCADE
);
CREATE INDEX marks_by_original ON marks (original);
