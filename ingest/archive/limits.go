package archive

import (
	"context"
	"fmt"
	"io"
	"sync/atomic"

	"needled/ingest"
)

// Limits is what one archive may ask for, with all that is nested in it.
type Limits struct {
	Members int   // members, of all archives together
	Depth   int   // archives within archives
	Ratio   int64 // unpacked to packed size of a member, its first mebibyte aside
	Total   int64 // bytes unpacked, of all members together
	Inner   int64 // bytes of an archive within an archive
	Table   int64 // bytes of a list of activities
}

// DefaultLimits are far above any export: 100,000 members, 4 archives deep,
// 250 to 1, 64 GiB in all, 8 GiB for an archive within an archive, and 64 MiB
// for a list of activities.
func DefaultLimits() Limits {
	return Limits{Members: 100_000, Depth: 4, Ratio: 250, Total: 64 << 30, Inner: 8 << 30, Table: 64 << 20}
}

// spent is what an archive has asked for so far. Members are counted by the
// walk alone; bytes by readers that may work beside it.
type spent struct {
	ctx context.Context // when it ends, so does every reading
	Limits
	members int
	bytes   atomic.Int64
}

// member counts one more member, and says why the walk may not go on.
func (s *spent) member() error {
	if err := s.ctx.Err(); err != nil {
		return err
	}
	if s.members++; s.members > s.Members {
		return failed("it holds more than %d members, and those beyond were left out", s.Members)
	}
	return s.total()
}

// total says whether too much was unpacked.
func (s *spent) total() error {
	if s.bytes.Load() > s.Total {
		return failed("it unpacks to more than %s in all, and what lies beyond was left out", size(s.Total))
	}
	return nil
}

// tooDense says whether n bytes are too many to come from packed ones.
func (s *spent) tooDense(n, packed int64) error {
	if n > 1<<20 && n/s.Ratio > packed {
		return failed("it unpacks to more than %d times its size, which no activity file does", s.Ratio)
	}
	return nil
}

// metered counts what is unpacked of a member of packed bytes, and stops
// where it goes beyond the limits. packed is negative where it is unknown.
func (s *spent) metered(r io.Reader, packed int64) io.Reader {
	return &meter{r: r, spent: s, packed: packed}
}

type meter struct {
	r      io.Reader
	spent  *spent
	packed int64
	n      int64
}

func (m *meter) Read(p []byte) (int, error) {
	if err := m.spent.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := m.r.Read(p)
	m.n += int64(n)
	m.spent.bytes.Add(int64(n))
	if m.packed >= 0 {
		if dense := m.spent.tooDense(m.n, m.packed); dense != nil {
			return n, dense
		}
	}
	if over := m.spent.total(); over != nil {
		return n, over
	}
	return n, err
}

func failed(format string, args ...any) error {
	return &ingest.FailedError{Reason: fmt.Sprintf(format, args...)}
}

// counted is a number of things.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// size in the largest unit that gives a whole number.
func size(n int64) string {
	units := []string{"bytes", "KiB", "MiB", "GiB", "TiB"}
	i := 0
	for i < len(units)-1 && n >= 1024 && n%1024 == 0 {
		n, i = n/1024, i+1
	}
	return fmt.Sprintf("%d %s", n, units[i])
}
