package fit

import "needled/analysis"

// Whole implements ingest.Grower: every file of the chain has its stated
// length, and its checksum is right.
func (Decoder) Whole(b []byte) bool {
	if !hasHeader(b) {
		return false
	}
	for len(b) > 0 && hasHeader(b) {
		var l link
		if l, b = cutLink(b); l.unclosed() || l.integrity() != analysis.Intact {
			return false
		}
	}
	return true
}
