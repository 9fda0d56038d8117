// Package all is the one list of the formats needled reads.
package all

import (
	"needled/ingest"
	"needled/ingest/fit"
	"needled/ingest/gpx"
	"needled/ingest/tcx"
)

// Decoders lists a decoder for every format. The first answers for files of
// no known name.
func Decoders() []ingest.Decoder {
	return []ingest.Decoder{fit.New(), gpx.New(), tcx.New()}
}
