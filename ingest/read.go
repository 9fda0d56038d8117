package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"

	"needled/analysis"
)

// original is an item that was read: its bytes, unpacked, and their sum.
type original struct {
	item    Item
	decoder Decoder
	bytes   []byte
	sum     analysis.Sum
	damage  string // what stopped the reading short, "" when all was read
	err     error  // why there is nothing to decode
}

// read opens an item, unpacks .gz, and takes its sum.
func (in *Ingester) read(item Item) original {
	o := original{item: item}
	if o.decoder = in.decoderFor(item); o.decoder == nil {
		o.err = &IgnoredError{}
		return o
	}
	r, err := item.Open()
	if err != nil {
		o.err = err
		return o
	}
	defer r.Close()
	if o.bytes, o.damage, o.err = readAll(r, item.Size, zipped(item), in.maxBytes()); o.err == nil {
		o.sum = analysis.SumOf(o.bytes)
	}
	return o
}

// readAll reads at most limit bytes, unpacked. A .gz that breaks off gives
// what could be unpacked, and says so.
func readAll(r io.Reader, size int64, gz bool, limit int64) (b []byte, damage string, err error) {
	if gz {
		z, err := gzip.NewReader(r)
		if err != nil {
			return nil, "", &FailedError{Reason: "named .gz, but not gzip data"}
		}
		r, size = z, 0
	}
	var buf bytes.Buffer
	if size > 0 && size <= limit {
		buf.Grow(int(size) + bytes.MinRead)
	}
	_, err = buf.ReadFrom(io.LimitReader(r, limit+1))
	switch {
	case int64(buf.Len()) > limit:
		return nil, "", &FailedError{Reason: fmt.Sprintf("larger than %d MiB, which no activity file is", limit>>20)}
	case err != nil && gz && buf.Len() > 0:
		return buf.Bytes(), "the gzip data breaks off", nil
	case err != nil && gz:
		return nil, "", &FailedError{Reason: "damaged gzip data: nothing in it can be unpacked"}
	case err != nil:
		return nil, "", err
	}
	return buf.Bytes(), "", nil
}

// decoderFor chooses the decoder by name; a file given by name under a name
// of no format goes to the first, which says what it is instead.
func (in *Ingester) decoderFor(item Item) Decoder {
	name := strings.ToLower(filepath.Base(item.Path))
	if item.Member != "" {
		name = strings.ToLower(filepath.Base(item.Member))
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
