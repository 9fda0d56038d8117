-- +goose Up

-- "outside" means a violation only; a list of those whose worst is a caution
-- has a column of its own. Names are folded to be searched: see fold.
ALTER TABLE roster ADD COLUMN cautious BOOLEAN NOT NULL DEFAULT FALSE; -- the worst is a caution
DROP INDEX roster_chosen;
CREATE INDEX roster_chosen ON roster (search, outside, cautious, ongoing, heard, floor_at, runner);
UPDATE roster SET valid_until = -9223372036854775808; -- so that those of before are made anew
