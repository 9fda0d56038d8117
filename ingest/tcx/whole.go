package tcx

import "needled/ingest/xmltrack"

// Whole implements ingest.Grower.
func (Decoder) Whole(b []byte) bool { return xmltrack.Whole(b, "TrainingCenterDatabase") }
