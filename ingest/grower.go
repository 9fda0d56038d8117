package ingest

import (
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Grower is a Decoder that knows from the bytes whether a file that is being
// written has come to its end.
type Grower interface {
	Decoder
	Whole(b []byte) bool
}

// Whole says whether a file has come to its end, as far as its decoder can
// tell. What can't be told, or can't be read, is taken for whole: what is
// wrong with it is said when it is taken in.
func Whole(decoders []Decoder, path string) bool {
	name := strings.ToLower(filepath.Base(path))
	for _, d := range decoders {
		grower, tells := d.(Grower)
		if !tells || !d.Recognises(name) {
			continue
		}
		f, err := os.Open(path)
		if err != nil {
			return true
		}
		defer f.Close()
		b, err := io.ReadAll(io.LimitReader(f, defaultMaxBytes+1))
		return err != nil || len(b) > defaultMaxBytes || grower.Whole(b)
	}
	return true
}
