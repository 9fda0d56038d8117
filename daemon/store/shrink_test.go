package store

import (
	"math/rand/v2"
	"os"
	"testing"

	"needled/analysis"
)

// What an undone batch took is given back to the disk, if it is much.
func TestShrink(t *testing.T) {
	s := sqlitePlace(t)(t, options())
	size := func() int64 {
		t.Helper()
		info, err := os.Stat(s.path)
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	house := test(t, s)
	house.record(usual()...)
	if freed, err := s.Shrink(t.Context()); freed != 0 || err != nil {
		t.Errorf("with nothing to give: %d bytes, %v", freed, err)
	}
	noise := make([]byte, 2*leastRoom)
	random := rand.NewChaCha8([32]byte{1})
	_, _ = random.Read(noise)
	house.must(s.KeepOriginals(t.Context(), [][]byte{noise}))
	_, err := s.writer.ExecContext(t.Context(), `DELETE FROM originals WHERE sum = $1`, sumOf(noise))
	house.must(err)
	freed, err := s.Shrink(t.Context())
	if err != nil || freed < leastRoom || size() > leastRoom {
		t.Errorf("freed %d bytes, %v; the file has %d", freed, err, size())
	}
	house.must(s.Check(t.Context()))
	house.linked()
}

func sumOf(b []byte) []byte {
	sum := analysis.SumOf(b)
	return sum[:]
}
