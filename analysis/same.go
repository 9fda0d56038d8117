package analysis

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"time"
)

// Match is how two recordings of one runner relate.
type Match int

const (
	Distinct Match = iota // two activities
	Same                  // one activity, recorded or saved twice
	Doubtful              // one stretch of time, but two different distances
)

const (
	sameOverlap  = 0.8               // share of the shorter recording's time
	sameStart    = 120 * time.Second // between two starts
	sameDistance = 0.05              // share of the longer distance
	sameMetres   = 20.0              // below 400 m 5 % is less than a GPS can tell

	// Desktop software that saves a file again may write its local time as
	// UTC, and forget the device: all else stays the same, but the start moves
	// by whole hours.
	movedHours    = 14
	movedBy       = 2.0   // seconds that the start, less the hours, the duration, and the marks may differ by
	movedDistance = 0.005 // share of the longer distance
	movedHR       = 1.0   // beats/min

	cutStart = 5 * time.Second // between the starts of a file and one cut from it

	// MatchMargin is how far apart in time recordings may lie and still match.
	MatchMargin = movedHours*time.Hour + sameStart

	// LongestMatch is as far as a recording's time is looked at: what claims
	// to last longer is compared as if it had ended then.
	LongestMatch = 7 * 24 * time.Hour
)

// SameRun compares two recordings of one runner. They match when their sports
// are of one family (a track that names none matches any) and the shorter lies
// in the time of the longer for at least 80 %, or both started within 120 s
// and overlap at all. A match in time whose distances differ by more than 5 %
// is doubtful, unless the shorter one is cut short and began with the longer;
// distance is not asked where one has none. A file saved again without its
// device, whole hours apart but equal in all else, is the same run as well.
//
// Legs of one original never match.
func SameRun(a, b Recording) Match {
	switch {
	case a.Original == b.Original, !sameFamily(a.Run.Sport, b.Run.Sport):
		return Distinct
	case moved(a.Run, b.Run):
		return Same
	case !sameTime(a.Run, b.Run):
		return Distinct
	case sameLength(a.Run, b.Run), cutFrom(a.Run, b.Run), cutFrom(b.Run, a.Run):
		return Same
	}
	return Doubtful
}

func sameFamily(a, b Sport) bool {
	a, b = a.family(), b.family()
	return a == b || a == UnknownSport || b == UnknownSport
}

// family is what other watches and services may call the same activity.
func (s Sport) family() Sport {
	switch s {
	case "", UnknownSport, "generic", "all":
		return UnknownSport
	case Hiking:
		return Walking
	case "e_biking":
		return Cycling
	}
	return s
}

func sameTime(a, b Run) bool {
	lastsA := min(a.End().Sub(a.Start), LongestMatch)
	lastsB := min(b.End().Sub(b.Start), LongestMatch)
	together := a.Start.Sub(b.Start).Abs() <= sameStart
	shorter := min(lastsA, lastsB)
	if shorter <= 0 {
		return together // one of them doesn't say how long it lasted
	}
	from := later(a.Start, b.Start)
	to := a.Start.Add(lastsA)
	if end := b.Start.Add(lastsB); end.Before(to) {
		to = end
	}
	overlap := to.Sub(from)
	return overlap > 0 && (together || overlap.Seconds() >= sameOverlap*shorter.Seconds())
}

// moved says whether one of two recordings is the other saved again with a
// start that differs by whole hours.
func moved(a, b Run) bool {
	da, db := a.distance(), b.distance()
	if (a.Device == "") == (b.Device == "") || da == nil || db == nil || a.ElapsedS == nil || b.ElapsedS == nil {
		return false
	}
	apart := a.Start.Sub(b.Start).Abs()
	hours := apart.Round(time.Hour)
	return hours > 0 && hours <= movedHours*time.Hour && (apart-hours).Abs().Seconds() <= movedBy &&
		math.Abs(*a.ElapsedS-*b.ElapsedS) <= movedBy && math.Abs(*da-*db) <= movedDistance*max(*da, *db) &&
		sameHR(a.AvgHR, b.AvgHR) && sameHR(a.MaxHR, b.MaxHR) && sameMarks(a.Measures, b.Measures)
}

func sameHR(a, b *float64) bool { return a == nil || b == nil || math.Abs(*a-*b) <= movedHR }

// sameMarks says whether every 100 m was reached at the same time, as far as
// both tell.
func sameMarks(a, b *Measures) bool {
	if a == nil || b == nil {
		return true
	}
	for i := range min(len(a.Marks), len(b.Marks)) {
		if math.Abs(a.Marks[i]-b.Marks[i]) > movedBy {
			return false
		}
	}
	return true
}

// cutFrom says whether a may be what is left of b: it is cut short, they began
// together, and it goes neither on for longer nor farther.
func cutFrom(a, b Run) bool {
	da, db := a.distance(), b.distance()
	return a.cutShort() && a.Start.Sub(b.Start).Abs() <= cutStart && !a.End().After(b.End().Add(cutStart)) &&
		da != nil && db != nil && *da <= *db
}

func sameLength(a, b Run) bool {
	da, db := a.distance(), b.distance()
	if da == nil || db == nil {
		return true
	}
	return !exceeds(math.Abs(*da-*db), max(sameDistance*max(*da, *db), sameMetres))
}

// Better says whether a should lead the run that both are recordings of. In
// this order: one that is not in doubt; one that was not cut short; a FIT file
// before TCX, GPX and Strava; the watch's own file before an export; an intact
// file before one with a bad checksum; one that names the device, which
// software that saves it again may drop; the one that tells more, then the
// longer. The sum settles the rest, so that the order never depends on which
// came first.
func Better(a, b Recording) bool { return compareRecordings(a, b) < 0 }

func compareRecordings(a, b Recording) int {
	return cmp.Or(
		cmp.Compare(truth(a.Run.Doubt != ""), truth(b.Run.Doubt != "")),
		cmp.Compare(truth(a.Run.cutShort()), truth(b.Run.cutShort())),
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

// Linked is a run: its recordings, as indexes into what Link was given, the
// lead first.
type Linked struct {
	Recordings []int
	// Rival is the index, in Link's answer, of a run that took place at the
	// same time over another distance; -1 without one. The rival counts, this
	// run is kept aside until a person settles it.
	Rival int
}

// Link sorts recordings of one runner into runs. Going from the best
// recording to the least, each joins the first run whose lead it matches, or
// becomes a run of its own; so of a doubtful pair it is always the better one
// that counts, and the answer doesn't depend on the order of arrival.
func Link(recordings []Recording) []Linked {
	order := make([]int, len(recordings))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return compareRecordings(recordings[a], recordings[b]) })

	var runs []Linked
	for _, i := range order {
		own, rival := -1, -1
		for k, run := range runs {
			switch SameRun(recordings[run.Recordings[0]], recordings[i]) {
			case Same:
				if own < 0 && !run.holds(recordings, recordings[i].Original) {
					own = k
				}
			case Doubtful:
				if rival < 0 && run.Rival < 0 && recordings[run.Recordings[0]].Run.Doubt == "" {
					rival = k
				}
			}
		}
		if own >= 0 {
			runs[own].Recordings = append(runs[own].Recordings, i)
		} else {
			runs = append(runs, Linked{Recordings: []int{i}, Rival: rival})
		}
	}
	return runs
}

// holds says whether a leg of the original is part of the run already.
func (l Linked) holds(recordings []Recording, original Sum) bool {
	return slices.ContainsFunc(l.Recordings, func(i int) bool { return recordings[i].Original == original })
}
