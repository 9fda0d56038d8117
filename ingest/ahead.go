package ingest

import (
	"context"
	"runtime"
)

// readAhead opens the items in order, reads some of them at once, and sends
// them on in bunches, in order. What is read and not yet kept is bounded by
// room: the next item waits until it fits.
func (in *Ingester) readAhead(ctx context.Context, req Request, room *load, to chan<- []original) error {
	a := &ahead{ctx: ctx, room: room, to: to}
	for item := range req.Items {
		if err := a.makeRoom(in.weight(item)); err != nil {
			break
		}
		a.begin(in.weight(item), in.open(ctx, req.Runner, item))
		if len(a.running) == 2*runtime.GOMAXPROCS(0) && a.take() != nil {
			break
		}
	}
	return a.finish()
}

// weight is how many bytes an item is likely to have when it is read.
func (in *Ingester) weight(item Item) int64 {
	switch {
	case item.Err != nil || in.decoderFor(item) == nil:
		return 0
	case item.Size == 0:
		return min(unknown, in.maxBytes())
	case zipped(item):
		return min(dense*item.Size, in.maxBytes())
	}
	return min(item.Size, in.maxBytes())
}

// weightOf is how many bytes originals have in memory.
func weightOf(originals []original) (bytes int64) {
	for _, o := range originals {
		bytes += int64(len(o.bytes))
	}
	return bytes
}

const (
	// dense is how many times the size of a .gz a track of text unpacks to, or
	// less; those of watches less by far.
	dense = 20
	// unknown is taken of an item that doesn't say how large it is.
	unknown = 8 << 20
)

// ahead is what was begun to be read and not yet sent on.
type ahead struct {
	ctx     context.Context
	room    *load
	to      chan<- []original
	running []chan original // in order
	bunch   []original      // read, in order
	bytes   int             // of the bunch
	err     error           // why nothing more is sent
}

// makeRoom waits until so many more bytes may be in memory. What was read
// waits for nothing but the stages that follow, so before that it is sent on.
func (a *ahead) makeRoom(weight int64) error {
	for !a.room.tryAdd(weight) {
		switch {
		case len(a.running) > 0:
			if err := a.take(); err != nil {
				return err
			}
		case len(a.bunch) > 0:
			if err := a.flush(); err != nil {
				return err
			}
		default:
			return a.room.add(a.ctx, weight)
		}
	}
	return a.ctx.Err()
}

// begin starts a reading for which there is room.
func (a *ahead) begin(weight int64, read func() original) {
	done := make(chan original, 1)
	a.running = append(a.running, done)
	go func() {
		o := read()
		a.room.change(int64(len(o.bytes)) - weight)
		done <- o
	}()
}

// take moves what was begun first into the bunch.
func (a *ahead) take() error {
	o := <-a.running[0]
	a.running = a.running[1:]
	a.bunch, a.bytes = append(a.bunch, o), a.bytes+len(o.bytes)
	if len(a.bunch) < bunchItems && a.bytes < bunchBytes {
		return nil
	}
	return a.flush()
}

// flush sends the bunch on.
func (a *ahead) flush() error {
	if a.err == nil {
		a.err = send(a.ctx, a.to, a.bunch)
	}
	a.bunch, a.bytes = nil, 0
	return a.err
}

// finish takes all that was begun, also where it is to be sent nowhere: no
// reading outlives the ingest.
func (a *ahead) finish() error {
	for len(a.running) > 0 {
		_ = a.take() // kept in a.err
	}
	if len(a.bunch) > 0 {
		_ = a.flush()
	}
	return a.err
}
