package store

import "context"

// leastRoom is how much has to be empty, in bytes, before giving it back is
// worth writing the store anew.
const leastRoom = 16 << 20

// Shrink gives the room back to the disk that what was removed took, where
// that is much and at least half of the store. It returns how much that is, in
// bytes; 0 when it left the store as it is.
func (s *Store) Shrink(ctx context.Context) (int64, error) {
	pages := func(name string) (n int64, err error) {
		return n, s.writer.QueryRowContext(ctx, "PRAGMA "+name).Scan(&n)
	}
	const doing = "giving room back to the disk"
	size, err := pages("page_size")
	if err != nil {
		return 0, s.explain(ctx, doing, err)
	}
	all, err := pages("page_count")
	if err != nil {
		return 0, s.explain(ctx, doing, err)
	}
	empty, err := pages("freelist_count")
	if err != nil || empty*size < leastRoom || empty*2 < all {
		return 0, s.explain(ctx, doing, err)
	}
	for _, statement := range []string{"VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"} {
		if _, err := s.writer.ExecContext(ctx, statement); err != nil {
			return 0, s.explain(ctx, doing, err)
		}
	}
	return empty * size, nil
}
