package analysis

import (
	"bytes"
	"cmp"
	"slices"
)

// Better says whether a should lead the run that both are recordings of. In
// this order: one that is not in doubt; one that may be kept, before what was
// fetched from Strava for days only; one that was not cut short; one whose
// times name a zone; a FIT file before TCX, GPX and Strava; the watch's own
// file before an export; an intact file before one with a bad checksum; one
// that names the device, which software that saves it again may drop; the one
// that tells more, then the longer. The sum settles the rest, so that the
// order never depends on which came first.
func Better(a, b Recording) bool { return compareRecordings(a, b) < 0 }

func compareRecordings(a, b Recording) int {
	return cmp.Or(
		cmp.Compare(truth(a.Run.Doubt != ""), truth(b.Run.Doubt != "")),
		cmp.Compare(truth(a.Run.Provenance == StravaAPI), truth(b.Run.Provenance == StravaAPI)),
		cmp.Compare(truth(a.Run.cutShort()), truth(b.Run.cutShort())),
		cmp.Compare(truth(a.Run.withoutZone()), truth(b.Run.withoutZone())),
		cmp.Compare(formatRank(a.Run.Format), formatRank(b.Run.Format)),
		cmp.Compare(provenanceRank(a.Run.Provenance), provenanceRank(b.Run.Provenance)),
		cmp.Compare(truth(a.Run.Integrity == BadCRC), truth(b.Run.Integrity == BadCRC)),
		cmp.Compare(truth(a.Run.Device == ""), truth(b.Run.Device == "")),
		-cmp.Compare(a.Run.told(), b.Run.told()),
		-cmp.Compare(a.Run.End().Sub(a.Run.Start), b.Run.End().Sub(b.Run.Start)),
		bytes.Compare(a.Original[:], b.Original[:]),
		cmp.Compare(a.Leg, b.Leg),
	)
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// cutShort says whether part of the activity is missing from its original.
func (r Run) cutShort() bool { return r.Integrity == Truncated || r.Integrity == Partial }

// formatRank orders formats by how much of the device's own data they keep.
func formatRank(format string) int {
	ranks := []string{"fit", "tcx", "gpx", "csv", "strava"}
	if i := slices.Index(ranks, format); i >= 0 {
		return i
	}
	return len(ranks)
}

func provenanceRank(p Provenance) int {
	return slices.Index([]Provenance{WatchFile, RunnerExport, StravaAPI}, p)
}

// told counts the figures a run states.
func (r Run) told() int {
	n := 0
	for _, f := range []*float64{r.distance(), r.MovingS, r.ElapsedS, r.AscentM, r.AvgHR, r.PeakHR} {
		n += truth(f != nil)
	}
	return n
}
