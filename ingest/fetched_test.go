package ingest_test

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"needled/analysis"
	"needled/configs"
	"needled/daemon/store"
	"needled/ingest"
)

// metres decodes a document that is a number of metres.
type metres struct{}

func (metres) Format() string              { return "strava" }
func (metres) Recognises(name string) bool { return strings.HasSuffix(name, ".strava") }
func (metres) Sniff(b []byte) error {
	if len(b) == 0 {
		return &ingest.FailedError{Reason: "an empty document"}
	}
	return nil
}
func (metres) Decode(b []byte) ([]ingest.Decoded, error) {
	m, err := strconv.ParseFloat(string(b), 64)
	if err != nil {
		return nil, &ingest.FailedError{Reason: "no number"}
	}
	return []ingest.Decoded{{Run: analysis.Run{Start: now.AddDate(0, 0, -2), Sport: analysis.Running, Integrity: analysis.Intact,
		DistanceM: &m, MovingS: new(m / 3), ElapsedS: new(m / 3)}}}, nil
}

// fetched is an item as a service gives it.
func fetched(document string) ingest.Item {
	it := item("1.strava", []byte(document))
	it.Provenance, it.Key, it.Fetched, it.Mark = analysis.StravaAPI, "strava:1", now, "a mark"
	return it
}

func newFetchingHouse(t *testing.T) house {
	t.Helper()
	st, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "needled.db"),
		store.Options{Protocol: configs.DefaultProtocol(), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return house{t, &ingest.Ingester{Store: st, Decoders: []ingest.Decoder{metres{}}, Protocol: configs.DefaultProtocol(), Now: func() time.Time { return now }}, st}
}

// What is fetched again under the same key takes the place of what was there.
func TestFetchedItems(t *testing.T) {
	h := newFetchingHouse(t)
	var run string
	for i, c := range []struct {
		document string
		outcome  analysis.Outcome
		reason   string
	}{
		{"5000", analysis.Added, ""},
		{"5000", analysis.Duplicate, "unchanged on Strava"},
		{"6000", analysis.Merged, "changed on Strava"},
		{"6000", analysis.Duplicate, "unchanged on Strava"},
		{"5000", analysis.Merged, "changed on Strava"},
	} {
		r := h.ingest(fetched(c.document))[0]
		if r.Outcome != c.outcome || r.Reason != c.reason || r.Run == nil {
			t.Fatalf("%d: %s %q %+v", i, r.Outcome, r.Reason, r.Run)
		}
		if run = r.Run.ID; r.Run.Provenance != analysis.StravaAPI || strconv.FormatFloat(*r.Run.DistanceM, 'f', 0, 64) != c.document {
			t.Errorf("%d: %+v", i, r.Run)
		}
	}
	found, err := h.st.Fetched(t.Context(), "me", time.Time{})
	if err != nil || len(found) != 1 || found[0].Run != run || found[0].Key != "strava:1" || string(found[0].Document) != "5000" {
		t.Errorf("%+v, %v", found, err)
	}
	if s, err := h.st.Stats(t.Context()); err != nil || s.Originals != 1 || s.Recordings != 1 {
		t.Errorf("%+v, %v", s, err)
	}
}

// What can't be read is answered, and nothing is kept of it.
func TestFetchedItemsThatFail(t *testing.T) {
	h := newFetchingHouse(t)
	all := h.ingest(fetched(""), fetched("no number"))
	if got := outcomes(all); !slices.Equal(got, []analysis.Outcome{analysis.Failed, analysis.Failed}) {
		t.Errorf("%v", got)
	}
	batches, err := h.st.Batches(t.Context(), "me")
	if err != nil {
		t.Fatal(err)
	}
	if n := batches[0].Outcomes[analysis.Failed]; n != 0 {
		t.Errorf("%d notes", n)
	}
	if s, err := h.st.Stats(t.Context()); err != nil || s.Originals != 0 {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestFetchedItemsRehearsed(t *testing.T) {
	h := newFetchingHouse(t)
	var got analysis.Receipt
	_, err := h.in.Ingest(t.Context(), ingest.Request{Runner: "me", Items: slices.Values([]ingest.Item{fetched("5000")}), DryRun: true},
		func(r analysis.Receipt) { got = r })
	if err != nil || got.Outcome != analysis.Added {
		t.Errorf("%+v, %v", got, err)
	}
	if s, err := h.st.Stats(t.Context()); err != nil || s.Originals+s.Runs != 0 {
		t.Errorf("%+v, %v", s, err)
	}
}
