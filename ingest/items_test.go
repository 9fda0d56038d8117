package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"testing"

	"needled/analysis"
	"needled/ingest"
)

// many are n items of nameless runs, each on a day of its own, whose opening
// is watched.
func many(n int, asked func(i int), opened func(i int)) iter.Seq[ingest.Item] {
	return func(yield func(ingest.Item) bool) {
		for i := range n {
			asked(i)
			it := item(fmt.Sprintf("%d.fit", i), []byte{byte('0' + i)})
			open := it.Open
			it.Open = func() (io.ReadCloser, error) { opened(i); return open() }
			if !yield(it) {
				return
			}
		}
	}
}

// An archive of any size goes through without being listed first, and each
// item is opened before the next is asked for, as its container needs.
func TestItemsAreTakenAsTheyAreFound(t *testing.T) {
	h := newHouse(t)
	h.in.Decoders = []ingest.Decoder{nameless{}}
	reported, last := make(chan struct{}), -1
	items := many(150, func(i int) {
		if i > 0 && last != i-1 {
			t.Errorf("item %d was asked for, and %d was the last opened", i, last)
		}
		if i == 149 {
			<-reported // answers come while items are still being found
		}
	}, func(i int) { last = i })
	n := 0
	_, err := h.in.Ingest(t.Context(), ingest.Request{Runner: "me", Items: items, Sport: analysis.Running}, func(r analysis.Receipt) {
		if want := fmt.Sprintf("%d.fit", n); r.Path != want || r.Outcome != analysis.Added {
			t.Errorf("answer %d is %s to %s: %s", n, r.Outcome, r.Path, r.Reason)
		}
		if n++; n == 1 {
			close(reported)
		}
	})
	if err != nil || n != 150 {
		t.Errorf("%d answers, %v", n, err)
	}
}

func TestStoppingStopsTheFinding(t *testing.T) {
	h := newHouse(t)
	h.in.Decoders = []ingest.Decoder{nameless{}}
	ctx, stop := context.WithCancel(t.Context())
	asked := 0
	endless := func(yield func(ingest.Item) bool) {
		for i := 0; yield(item("a.fit", []byte{byte('0' + i%100)})); i++ {
			asked++
		}
	}
	_, err := h.in.Ingest(ctx, ingest.Request{Runner: "me", Items: endless}, func(analysis.Receipt) { stop() })
	if !errors.Is(err, context.Canceled) || asked == 0 {
		t.Errorf("%v, after %d items", err, asked)
	}
}

// What a container settles is the answer, whatever the name of the item.
func TestAnswersOfContainers(t *testing.T) {
	h := newHouse(t)
	failed, ignored := &ingest.FailedError{Reason: "it is cut"}, &ingest.IgnoredError{Reason: "a planned route"}
	got := h.ingest(
		ingest.Item{Path: "export.zip", Err: failed},
		ingest.Item{Path: "export.zip", Member: "routes/1.gpx", Err: ignored},
		ingest.Item{Path: "folder/._1.fit", Open: func() (io.ReadCloser, error) { return nil, errors.New("must not be opened") }},
	)
	want := []analysis.Outcome{analysis.Failed, analysis.Ignored, analysis.Ignored}
	if !slices.Equal(outcomes(got), want) || got[0].Reason != "it is cut" || got[1].Reason != "a planned route" || got[1].Member != "routes/1.gpx" {
		t.Errorf("%v: %q, %q", outcomes(got), got[0].Reason, got[1].Reason)
	}
}

// What stands beside a track tells its sport before --sport does, and after
// the track itself.
func TestTheSportThatAContainerTells(t *testing.T) {
	h := newHouse(t)
	h.in.Decoders = []ingest.Decoder{nameless{}}
	told, silent := item("a.fit", []byte("1")), item("b.fit", []byte("2"))
	told.Sport, told.SubSport = analysis.Walking, "casual_walking"
	var got []analysis.Receipt
	_, err := h.in.Ingest(t.Context(), ingest.Request{Runner: "me", Items: slices.Values([]ingest.Item{told, silent}), Sport: analysis.Running},
		func(r analysis.Receipt) { got = append(got, r) })
	if err != nil || got[0].Run.Sport != analysis.Walking || got[0].Run.SubSport != "casual_walking" || got[1].Run.Sport != analysis.Running {
		t.Errorf("%v: %s and %s", err, got[0].Run.Sport, got[1].Run.Sport)
	}

	h = newHouse(t)
	_, story := watch(t)
	run := item("run.fit", read(t, story.Files[0]))
	run.Sport = analysis.Walking
	if r := h.ingest(run)[0]; r.Run.Sport != analysis.Running {
		t.Errorf("a run whose container calls it a walk is %s", r.Run.Sport)
	}
}

// damaged gives its bytes, and then says what is wrong.
type damaged struct {
	io.Reader
	err error
}

func (d damaged) Read(p []byte) (int, error) {
	n, err := d.Reader.Read(p)
	if err == io.EOF {
		err = d.err
	}
	return n, err
}

func TestWhatADamagedContainerStillGives(t *testing.T) {
	_, story := watch(t)
	whole := read(t, story.Files[0])
	for integrity, b := range map[analysis.Integrity][]byte{analysis.BadCRC: whole, analysis.Truncated: whole[:len(whole)/2]} {
		it := ingest.Item{Path: "export.zip", Member: "1.fit", Open: func() (io.ReadCloser, error) {
			return io.NopCloser(damaged{strings.NewReader(string(b)), &ingest.DamagedError{Reason: "the archive is damaged", Integrity: integrity}}), nil
		}}
		r := newHouse(t).ingest(it)[0]
		if r.Outcome != analysis.InPart || r.Run.Integrity != integrity {
			t.Errorf("%s: %s, %q, %+v", integrity, r.Outcome, r.Reason, r.Run)
		}
	}
	for name, b := range map[string]string{"nothing.fit": "", "nothing.fit.gz": "", "rubbish.fit": "rubbish that is no FIT"} {
		it := ingest.Item{Path: "export.zip", Member: name, Open: func() (io.ReadCloser, error) {
			return io.NopCloser(damaged{strings.NewReader(b), &ingest.DamagedError{Reason: "the archive is damaged"}}), nil
		}}
		if r := newHouse(t).ingest(it)[0]; r.Outcome != analysis.Failed || !strings.HasPrefix(r.Reason, "the archive is damaged, and") {
			t.Errorf("%s: %s, %q", name, r.Outcome, r.Reason)
		}
	}
}

func TestAGzipBombIsRefused(t *testing.T) {
	h := newHouse(t)
	bomb := zipped(t, make([]byte, 20<<20)) // packs 1000 to 1
	r := h.ingest(item("bomb.fit.gz", bomb))[0]
	if r.Outcome != analysis.Failed || !strings.Contains(r.Reason, "more than 250 times its size") {
		t.Errorf("%s, %q", r.Outcome, r.Reason)
	}
}
