// Package all is the one list of the formats and archives needled reads.
package all

import (
	"context"
	"iter"
	"slices"

	"needled/ingest"
	"needled/ingest/archive"
	"needled/ingest/fit"
	"needled/ingest/gpx"
	"needled/ingest/stravacsv"
	"needled/ingest/tcx"
)

// Decoders lists a decoder for every format. The first answers for files of
// no known name.
func Decoders() []ingest.Decoder {
	return []ingest.Decoder{fit.New(), gpx.New(), tcx.New(), stravacsv.New()}
}

// Find yields what paths name: files, folders recursively, and what lies in
// archives. found, which may be nil, is told of items as they are found, most
// of them long before they are yielded; it may also be told of fewer. ctx
// ends the walk.
func Find(ctx context.Context, paths []string, found func(n int)) iter.Seq[ingest.Item] {
	return func(yield func(ingest.Item) bool) { Within(ctx, ingest.Find(paths), found)(yield) }
}

// Within yields files, and in the place of archives what lies in them. found
// and ctx are those of Find.
func Within(ctx context.Context, files []ingest.Item, found func(n int)) iter.Seq[ingest.Item] {
	return func(yield func(ingest.Item) bool) {
		if found != nil {
			found(len(files))
		}
		archive.Expander{Found: found}.Expand(ctx, slices.Values(files))(yield)
	}
}
