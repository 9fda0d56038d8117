package stravacsv

import (
	"bytes"
	"errors"
	"testing"

	"needled/ingest"
)

// Whatever the list: no panic, an answer of a known kind, and a run that its
// own document gives again.
func FuzzDecode(f *testing.F) {
	for _, header := range []string{june2019, july2019, english, german, french, italian} {
		f.Add([]byte(header + "\n" + `7,"May 9, 2024, 6:00:00 PM",a,Run,"x
y",3189,"9,44",171,,false,,,,,,3189.0,3000.0,9440.0,4.1,3.15,41.5` + "\n" + `8,09.05.2024 18:00,b,Lauf,,1,2,3,4,5,6,7,activities/8.fit.gz`))
	}
	f.Add([]byte(`"` + july2019))
	f.Fuzz(func(t *testing.T, b []byte) {
		decoded, err := New().Decode(b)
		var ignored *ingest.IgnoredError
		var failed *ingest.FailedError
		if err != nil && !errors.As(err, &ignored) && !errors.As(err, &failed) {
			t.Fatalf("an error of no kind: %v", err)
		}
		if (err == nil) != (len(decoded) > 0) {
			t.Fatalf("%d activities and %v", len(decoded), err)
		}
		for _, d := range decoded {
			for _, figure := range []*float64{d.Run.DistanceM, d.Run.MovingS, d.Run.ElapsedS, d.Run.AscentM} {
				if figure != nil && !(*figure > 0) {
					t.Fatalf("a figure of %v", *figure)
				}
			}
		}
		table, err := Read(b)
		if err != nil {
			return
		}
		for row := range table.Rows() {
			want, err := row.run()
			if err != nil {
				return
			}
			again, err := Read(row.Document())
			if err != nil {
				t.Fatalf("the document of a row is no list: %v\n%q", err, row.Document())
			}
			for r := range again.Rows() {
				if got, err := r.run(); err != nil || !got.Start.Equal(want.Start) {
					t.Fatalf("a document reads as %v (%v), its row as %v", got.Start, err, want.Start)
				}
				if !bytes.Equal(r.Document(), row.Document()) {
					t.Fatal("the document of a document differs")
				}
			}
			return
		}
	})
}
