package ingest

import (
	"fmt"
)

// Reread decodes an original that was kept, for a chart, or to measure its
// runs again when the protocol measures differently. format is the one it was
// read as.
func Reread(decoders []Decoder, format string, original []byte) ([]Decoded, error) {
	for _, d := range decoders {
		if d.Format() == format {
			return d.Decode(original)
		}
	}
	return nil, fmt.Errorf("no decoder for format %q", format)
}
