package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"

	"needled/analysis"
)

// original is an item that was read: its bytes, unpacked, and their sum.
type original struct {
	item    Item
	decoder Decoder
	bytes   []byte
	sum     analysis.Sum
	damage  *DamagedError    // what stopped the reading short, nil when all was read
	known   []analysis.Entry // the runs made of it before
	err     error            // why there is nothing to decode
}

// unread says that the system didn't let the item be read: nothing is known of
// what is in it.
func (o original) unread() bool {
	_, ignored := errors.AsType[*IgnoredError](o.err)
	return o.err != nil && !ignored && !isFailed(o.err)
}

// open opens an item, and returns what reads it, unpacks .gz, and takes its
// sum. One whose mark is known is not read.
func (in *Ingester) open(ctx context.Context, runner string, item Item) func() original {
	o := original{item: item, decoder: in.decoderFor(item)}
	var r io.ReadCloser
	if item.Mark != "" && !item.fetched() && item.Err == nil && o.decoder != nil {
		// When the store can't tell, the item is read; what is wrong with the
		// store shows soon enough.
		o.sum, o.known, _ = in.Store.Marked(ctx, runner, item.Mark)
	}
	switch {
	case o.known != nil:
	case item.Err != nil:
		o.err = item.Err
	case o.decoder == nil:
		o.err = &IgnoredError{}
	case item.Size > in.maxBytes():
		o.err = tooLarge(in.maxBytes())
	default:
		r, o.err = item.Open()
	}
	return func() original {
		if r == nil {
			return o
		}
		defer r.Close()
		if o.bytes, o.damage, o.err = readAll(r, item.Size, zipped(item), in.maxBytes()); o.err == nil {
			o.sum = analysis.SumOf(o.bytes)
		}
		return o
	}
}

const (
	// densest is how many times the size of a .gz no activity unpacks to, the
	// first mebibyte aside.
	densest = 250
	// usual is how many times it most do, or less.
	usual = 3
)

// readAll reads at most limit bytes, unpacked. An item that breaks off gives
// what could be unpacked, and says so. size is 0 when it is unknown.
func readAll(r io.Reader, size int64, gz bool, limit int64) ([]byte, *DamagedError, error) {
	most, refused := limit, tooLarge(limit)
	if gz {
		z, err := newGunzip(r)
		if err != nil {
			return nil, nil, notGzip(err)
		}
		if dense := max(densest*size, 1<<20); size > 0 && dense < limit {
			most, refused = dense, &FailedError{Reason: fmt.Sprintf("it unpacks to more than %d times its size, which no activity file does", densest)}
		}
		r, size = z, min(usual*size, most)
	}
	var buf bytes.Buffer
	if size > 0 {
		buf.Grow(int(size) + bytes.MinRead)
	}
	_, err := buf.ReadFrom(io.LimitReader(r, most+1))
	var damaged *DamagedError
	switch {
	case int64(buf.Len()) > most:
		return nil, nil, refused
	case err == nil:
		return buf.Bytes(), nil, nil
	case errors.As(err, &damaged) && buf.Len() > 0:
		return buf.Bytes(), damaged, nil
	case errors.As(err, &damaged):
		return nil, nil, &FailedError{Reason: damaged.Reason + ", and nothing in it can be read"}
	case isFailed(err) || ofSystem(err) || !gz:
		return nil, nil, err
	}
	damaged = Unpacking(err, "the gzip data")
	switch {
	case damaged == nil:
		return nil, nil, err
	case buf.Len() > 0:
		return buf.Bytes(), damaged, nil
	}
	return nil, nil, &FailedError{Reason: "damaged gzip data: nothing in it can be unpacked"}
}

func tooLarge(limit int64) error {
	return &FailedError{Reason: fmt.Sprintf("larger than %d MiB, which no activity file is", limit>>20)}
}

// notGzip tells why a .gz can't even be begun. What its container says of it
// comes first.
func notGzip(err error) error {
	var damaged *DamagedError
	switch {
	case errors.As(err, &damaged):
		return &FailedError{Reason: damaged.Reason + ", and nothing in it can be read"}
	case isFailed(err) || ofSystem(err):
		return err
	}
	return &FailedError{Reason: "named .gz, but not gzip data"}
}

// ofSystem says whether an error is of a file that the system can't read,
// rather than of what is in it.
func ofSystem(err error) bool {
	_, is := errors.AsType[*fs.PathError](err)
	return is
}

func isFailed(err error) bool {
	var failed *FailedError
	return errors.As(err, &failed)
}

// decoderFor chooses the decoder by name; a file given by name under a name
// of no format goes to the first, which says what it is instead.
func (in *Ingester) decoderFor(item Item) Decoder {
	name := strings.ToLower(filepath.Base(item.Path))
	if item.Member != "" {
		name = strings.ToLower(filepath.Base(item.Member))
	}
	if strings.HasPrefix(name, "._") && !item.Named {
		return nil // what macOS notes beside a file
	}
	name = strings.TrimSuffix(name, ".gz")
	for _, d := range in.Decoders {
		if d.Recognises(name) {
			return d
		}
	}
	if item.Named && len(in.Decoders) > 0 {
		return in.Decoders[0]
	}
	return nil
}

func zipped(item Item) bool {
	name := item.Path
	if item.Member != "" {
		name = item.Member
	}
	return strings.EqualFold(filepath.Ext(name), ".gz")
}

// refusal is the outcome of an item that gave nothing to decode.
func refusal(err error) (analysis.Outcome, string) {
	var ignored *IgnoredError
	if errors.As(err, &ignored) {
		return analysis.Ignored, ignored.Error()
	}
	return analysis.Failed, reasonFor(err)
}
