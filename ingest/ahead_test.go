package ingest_test

import (
	"context"
	"fmt"
	"io"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"needled/analysis"
	"needled/ingest"
)

// forgetful is a store that knows nothing and keeps nothing.
type forgetful struct{ ingest.Store }

func (forgetful) Known(context.Context, string, []analysis.Sum) (map[analysis.Sum][]analysis.Entry, error) {
	return nil, nil
}

func (forgetful) Rehearse(_ context.Context, _, _ string, filings []analysis.Filing) ([]analysis.Receipt, error) {
	var receipts []analysis.Receipt
	for _, f := range filings {
		receipts = append(receipts, analysis.Receipt{Path: f.Path, Outcome: analysis.Added})
	}
	return receipts, nil
}

// slow decodes nameless runs, one at a time.
type slow struct {
	nameless
	decoding chan func(bytes int)
}

func (s slow) Decode(b []byte) ([]ingest.Decoded, error) {
	decoding := <-s.decoding
	decoding(len(b))
	s.decoding <- decoding
	return s.nameless.Decode(b[:1])
}

// blank is a document of a size that begins with a byte.
type blank struct {
	first byte
	left  int
}

func (b *blank) Read(p []byte) (int, error) {
	if b.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), b.left)
	clear(p[:n])
	if b.first != 0 {
		p[0], b.first = b.first, 0
	}
	b.left -= n
	return n, nil
}

// However many files follow one another, about 64 MiB of them are in memory
// at once, and one that is larger alone. All go through, in order.
func TestBytesOnTheirWayAreBounded(t *testing.T) {
	const mib = 1 << 20
	for name, sizes := range map[string][]int{
		"long ones":                  slices.Repeat([]int{20 * mib}, 8),
		"one larger than the bound":  {1, mib, 100 * mib, mib, 20 * mib, 1},
		"larger than the bound only": {70 * mib, 70 * mib, 70 * mib},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var opened atomic.Int64
				var decoded, most int64
				largest := 0
				items := func(yield func(ingest.Item) bool) {
					for i, size := range sizes {
						it := ingest.Item{Path: fmt.Sprint(i), Size: int64(size)}
						largest = max(largest, size)
						it.Open = func() (io.ReadCloser, error) {
							opened.Add(int64(size))
							return io.NopCloser(&blank{byte('1' + i), size}), nil
						}
						if !yield(it) {
							return
						}
					}
				}
				slow := slow{decoding: make(chan func(int), 1)}
				slow.decoding <- func(bytes int) {
					synctest.Wait() // until nothing more is read
					most = max(most, opened.Load()-decoded)
					decoded += int64(bytes)
				}
				in := &ingest.Ingester{Store: forgetful{}, Decoders: []ingest.Decoder{slow}, Now: func() time.Time { return now }}
				var order []string
				_, err := in.Ingest(t.Context(), ingest.Request{Items: items, DryRun: true, Sport: analysis.Running}, func(r analysis.Receipt) {
					order = append(order, r.Path)
				})
				if err != nil || len(order) != len(sizes) || !slices.IsSorted(order) {
					t.Errorf("%v, answers to %v", err, order)
				}
				if bound := int64(max(64*mib, largest)); most > bound {
					t.Errorf("%d MiB were in memory", most/mib)
				}
			})
		})
	}
}
