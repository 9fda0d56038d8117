package store

import "context"

// Stats says how much the store holds, over all runners.
type Stats struct {
	Runners, Treatments, CheckIns int
	Runs, InReview, Recordings    int
	Originals                     int
	Bytes                         int64 // of the originals
}

// Stats counts what the store holds.
func (s *Store) Stats(ctx context.Context) (Stats, error) {
	return read(ctx, s, "counting what the store holds", func(t *tx) (Stats, error) {
		var st Stats
		err := t.one(ctx, `SELECT
			(SELECT COUNT(*) FROM runners), (SELECT COUNT(*) FROM treatments), (SELECT COUNT(*) FROM checkins),
			(SELECT COUNT(*) FROM runs), (SELECT COUNT(*) FROM runs WHERE doubt <> ''), (SELECT COUNT(*) FROM recordings),
			(SELECT COUNT(*) FROM originals), (SELECT COALESCE(SUM(size), 0) FROM originals)`, nil,
			&st.Runners, &st.Treatments, &st.CheckIns, &st.Runs, &st.InReview, &st.Recordings, &st.Originals, &st.Bytes)
		return st, err
	})
}
