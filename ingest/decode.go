package ingest

import (
	"cmp"
	"context"
	"errors"
	"runtime/debug"
	"slices"
	"strings"

	"needled/analysis"
)

// bunch is items on their way, in the order they were given.
type bunch []progress

// progress is how far one item has come.
type progress struct {
	original
	fresh      bool                 // it was read, not known by its mark
	recordings []analysis.Recording // what it decodes to
}

// decode keeps the originals of a bunch and turns them into recordings.
// Those known already, and those of a kind that is not kept, end here. What
// was fetched goes on with its bytes: the store keeps both together, and
// knows what it has by the key.
func (in *Ingester) decode(ctx context.Context, req Request, originals []original) (bunch, error) {
	var sums []analysis.Sum
	for _, o := range originals {
		if o.err == nil && o.known == nil && !o.item.fetched() {
			sums = append(sums, o.sum)
		}
	}
	known, err := in.Store.Known(ctx, req.Runner, sums)
	if err != nil {
		return nil, err
	}

	b := make(bunch, len(originals))
	var keep [][]byte
	for i, o := range originals {
		b[i] = progress{original: o}
		if o.long() {
			originals[i].bytes = nil // the bunch alone holds them, and lets go early
		}
		p := &b[i]
		if p.err == nil && p.known == nil {
			p.known, p.fresh = known[o.sum], true
		}
		if p.err == nil && p.known == nil {
			if p.err = p.explained(p.decoder.Sniff(p.bytes)); p.err == nil && !p.item.fetched() {
				keep = append(keep, p.bytes)
			}
		}
	}
	// They are kept while they are decoded; what they decode to is stored once
	// that is done.
	kept := make(chan error, 1)
	go func() { kept <- in.keep(ctx, req, keep) }()
	each(b.largestFirst(), func(p *progress) error {
		if p.err == nil && p.known == nil {
			p.recordings, p.err = in.recordings(&p.original, req)
		}
		if p.recordings == nil {
			p.bytes = nil
		}
		return nil
	})
	return b, <-kept
}

// largestFirst is the order in which no core waits long for another at the end.
func (b bunch) largestFirst() []*progress {
	order := make([]*progress, len(b))
	for i := range b {
		order[i] = &b[i]
	}
	slices.SortStableFunc(order, func(p, q *progress) int { return cmp.Compare(len(q.bytes), len(p.bytes)) })
	return order
}

func (in *Ingester) keep(ctx context.Context, req Request, originals [][]byte) error {
	if req.DryRun || len(originals) == 0 {
		return nil
	}
	return in.Store.KeepOriginals(ctx, originals)
}

// recordings decodes an original, completes its totals, measures it, and says
// what is doubtful. The bytes of a long document are let go of before what is
// made of them grows; else they would stay beside it until the next garbage
// collection.
func (in *Ingester) recordings(o *original, req Request) ([]analysis.Recording, error) {
	decoded, err := o.decoder.Decode(o.bytes)
	if o.long() && !o.item.fetched() {
		o.bytes = nil
		debug.FreeOSMemory()
	}
	if err != nil {
		return nil, o.explained(err)
	}
	recordings := make([]analysis.Recording, len(decoded))
	for leg, d := range decoded {
		run := d.Run.With(o.told(leg, len(decoded), req))
		run.Format = o.decoder.Format()
		run = Measured(run, d.Track, in.Protocol)
		_, run.Doubt = analysis.DoubtOf(run, in.Now())
		recordings[leg] = analysis.Recording{Original: o.sum, Leg: leg, Run: run}
	}
	return recordings, nil
}

// longDocument is the size in bytes from which one is felt in the memory of
// the whole process.
const longDocument = 32 << 20

func (o original) long() bool { return len(o.bytes) > longDocument }

// explained is what is wrong with an original that can't be read, preceded by
// what was wrong with what it came in.
func (o original) explained(err error) error {
	var failed *FailedError
	if o.damage != nil && errors.As(err, &failed) {
		return &FailedError{Reason: o.damage.Reason + ", and what could be unpacked can't be read: " + failed.Reason}
	}
	return err
}

// Measured is a run with what its source left out filled in from its samples,
// and with its measures.
func Measured(run analysis.Run, track analysis.Track, p analysis.Protocol) analysis.Run {
	run = analysis.Complete(run, track, p)
	run.Measures = analysis.Measure(run, track, p)
	return run
}

// store records what a bunch decodes to, and gives every item its receipt.
func (in *Ingester) store(ctx context.Context, req Request, batch string, b bunch) ([]analysis.Receipt, error) {
	var filings []analysis.Filing
	for _, p := range b {
		if p.recordings != nil {
			filings = append(filings, analysis.Filing{
				Path: p.item.Path, Member: p.item.Member, Original: p.sum, Recordings: p.recordings,
				Key: p.item.Key, Fetched: p.item.Fetched, Bytes: p.bytes})
		}
	}
	record := in.Store.Record
	if req.DryRun {
		record = in.Store.Rehearse
	}
	recorded, err := record(ctx, req.Runner, batch, filings)
	if err != nil {
		return nil, err
	}

	ctx = context.WithoutCancel(ctx) // what is recorded is told of, too

	answers := make([][]analysis.Receipt, len(b)) // by leg
	var noted []analysis.Receipt
	for i, p := range b {
		if n := len(p.recordings); n > 0 {
			answers[i], recorded = recorded[:n], recorded[n:]
			p.tellDamage(answers[i])
			continue
		}
		if p.unread() && req.Unread != nil {
			req.Unread(p.item, p.err)
			continue
		}
		answers[i] = p.receipts(batch)
		if !p.item.fetched() {
			noted = append(noted, answers[i]...)
		}
	}
	if err := in.learn(ctx, req, b, answers); err != nil {
		return nil, err
	}
	all := slices.Concat(answers...)
	if req.DryRun {
		return all, nil
	}
	if marks := b.marks(); len(marks) > 0 {
		if err := in.Store.Mark(ctx, marks); err != nil {
			return nil, err
		}
	}
	if len(noted) == 0 {
		return all, nil
	}
	return all, in.Store.Note(ctx, req.Runner, batch, noted)
}

// marks are those of the items that were read whole and are kept.
func (b bunch) marks() map[string]analysis.Sum {
	marks := map[string]analysis.Sum{}
	for _, p := range b {
		if p.item.Mark != "" && !p.item.fetched() && p.fresh && p.err == nil && p.damage == nil {
			marks[p.item.Mark] = p.sum
		}
	}
	return marks
}

// tellDamage says in the answers what was wrong with what the item came in.
func (p progress) tellDamage(answers []analysis.Receipt) {
	if p.damage == nil {
		return
	}
	for i := range answers {
		answers[i].Reason = strings.TrimSuffix(p.damage.Reason+"; "+answers[i].Reason, "; ")
	}
}

// receipts of an item that gave no recording.
func (p progress) receipts(batch string) []analysis.Receipt {
	r := analysis.Receipt{Path: p.item.Path, Member: p.item.Member, Batch: batch}
	if p.sum != (analysis.Sum{}) {
		r.Sum = &p.sum
	}
	if p.err != nil {
		r.Outcome, r.Reason = refusal(p.err)
		return []analysis.Receipt{r}
	}
	var receipts []analysis.Receipt
	for _, known := range p.known {
		r.Outcome, r.Reason = analysis.Duplicate, analysis.KnownAlready
		r.Run, r.Verdict = &known.Run, known.Verdict
		receipts = append(receipts, r)
	}
	return receipts
}
