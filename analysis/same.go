package analysis

import (
	"math"
	"strings"
	"time"
)

// Match is how two recordings of one runner relate.
type Match int

const (
	Distinct Match = iota // two activities
	Same                  // one activity, recorded or saved twice
	Doubtful              // perhaps one; a person has to say
)

// Doubtful pairs differ in what a person has to look at.
type Question string

const (
	OtherDistance  Question = "distance" // the same time, over another distance
	OtherHour      Question = "hours"    // alike, but some hours apart, as re-saved files are
	HardlyTogether Question = "overlap"  // started close together, but mostly one after the other
	NothingToTell  Question = "nothing"  // started together, and neither length nor time can be compared
)

const (
	sameOverlap  = 0.8               // share of the shorter recording's time
	sameStart    = 120 * time.Second // between two starts
	halfTogether = 0.5               // share of the shorter one's time that close starts must share
	sameDistance = 0.05              // share of the longer distance

	// Below 1 km 5 % is less than a GPS can tell: standing still adds tens of
	// metres. Where both lasted equally long so much is allowed for.
	sameMetres = 50.0
	sameLasted = 10.0 // seconds

	// Desktop software that saves a file again may move its start: by a part
	// of the run, or, where it writes local time as UTC, by a time zone's
	// hours; then it forgets the device, too. All else stays as it was.
	movedHours    = 14               // zones lie up to so many hours from UTC
	zoneStep      = 15 * time.Minute // and differ by multiples of this
	movedBy       = 2.0              // seconds that the start, less the hours, the duration, and the marks may differ by
	movedDistance = 0.005            // share of the longer distance
	movedHR       = 1.0              // beats/min, of mean and maximum

	cutStart = 5 * time.Second // between the starts of a file and one cut from it

	// MatchMargin is how far apart in time recordings may lie and still match.
	MatchMargin = movedHours*time.Hour + sameStart

	// LongestMatch is as far as a recording's time is looked at: what claims
	// to last longer is compared as if it had ended then.
	LongestMatch = 7 * 24 * time.Hour
)

// SameRun compares two recordings of one runner. Those of one source id are
// the same wherever they lie in time: a service lets the start, and all else,
// be edited. For the others their sports have to be of one family (a track
// that names none matches any).
//
// They are the same where the shorter lies in the time of the longer for at
// least 80 %, or both started within 120 s and share at least half of the
// shorter one's time, and their distances agree within 5 %, or the shorter one
// is cut short and began with the longer; distance is not asked where one has
// none. They are the same, too, where one is the other saved again: see
// savedAgain.
//
// What matches only in part is doubtful: see Question. Legs of one original
// never match.
func SameRun(a, b Recording) Match {
	match, _ := compare(a, b)
	return match
}

func compare(a, b Recording) (Match, Question) {
	switch {
	case a.Original == b.Original:
		return Distinct, ""
	case a.Run.SourceID != "" && a.Run.SourceID == b.Run.SourceID:
		return Same, ""
	case !SameFamily(a.Run.Sport, b.Run.Sport):
		return Distinct, ""
	}
	near := nearness(a.Run, b.Run)
	if near == unrelated || near == touching {
		switch again := savedAgain(a.Run, b.Run); {
		case again == Same && (near == touching || zoneApart(a.Run, b.Run)):
			return Same, ""
		case again == Doubtful && zoneApart(a.Run, b.Run):
			return Doubtful, OtherHour
		}
		return Distinct, ""
	}
	switch {
	case !sameLength(a.Run, b.Run) && !cutFrom(a.Run, b.Run) && !cutFrom(b.Run, a.Run):
		return Doubtful, OtherDistance
	case near == hardly:
		return Doubtful, HardlyTogether
	case near == unmeasured && (a.Run.distance() == nil || b.Run.distance() == nil):
		return Doubtful, NothingToTell
	}
	return Same, ""
}

// SameFamily says whether two sports may be names for one activity.
func SameFamily(a, b Sport) bool {
	a, b = a.family(), b.family()
	return a == b || a == UnknownSport || b == UnknownSport
}

// family is what other watches and services may call the same activity.
func (s Sport) family() Sport {
	switch {
	case s == "", s == UnknownSport, s == "generic", s == "all":
		return UnknownSport
	case s.IsRun():
		return Running
	case s == Hiking:
		return Walking
	case s == "e_biking":
		return Cycling
	}
	return s
}

// near is how two recordings lie in time.
type near int

const (
	unrelated  near = iota // no time in common
	touching               // some, but neither is mostly within the other
	hardly                 // they started together, and share little
	unmeasured             // they started together, and one doesn't say how long it lasted
	together
)

func nearness(a, b Run) near {
	lastsA := min(a.End().Sub(a.Start), LongestMatch)
	lastsB := min(b.End().Sub(b.Start), LongestMatch)
	begunTogether := a.Start.Sub(b.Start).Abs() <= sameStart
	shorter := min(lastsA, lastsB)
	if shorter <= 0 {
		if begunTogether {
			return unmeasured
		}
		return unrelated
	}
	to := a.Start.Add(lastsA)
	if end := b.Start.Add(lastsB); end.Before(to) {
		to = end
	}
	shared := to.Sub(later(a.Start, b.Start)).Seconds() / shorter.Seconds()
	switch {
	case shared <= 0:
		return unrelated
	case shared >= sameOverlap, begunTogether && shared >= halfTogether:
		return together
	case begunTogether:
		return hardly
	}
	return touching
}

// zoneApart says whether one of the runs may be the other with local time
// taken for UTC: the starts differ by as much as a time zone may from UTC, and
// the device is forgotten, or the times of one name no zone. Else two runs by
// one device are two.
func zoneApart(a, b Run) bool {
	between := a.Start.Sub(b.Start).Abs()
	hours := between.Round(zoneStep)
	return hours >= time.Hour && hours <= movedHours*time.Hour && (between-hours).Abs().Seconds() <= movedBy &&
		((a.Device == "") != (b.Device == "") || a.withoutZone() != b.withoutZone())
}

// NoZone is what Run.Note says where the times of the source name no zone: the
// run may have begun up to 14 hours earlier or later than Start.
const NoZone = "Its times name no zone and were read as UTC."

func (r Run) withoutZone() bool { return strings.Contains(r.Note, NoZone) }

// savedAgain says whether duration and distance, mean and maximum heart rate
// and the times at which each 100 m were reached are the same. It is Doubtful
// where neither heart rate nor those times can be compared: somebody may run
// the same loop twice a day.
func savedAgain(a, b Run) Match {
	da, db := a.distance(), b.distance()
	if da == nil || db == nil || math.Abs(*da-*db) > movedDistance*max(*da, *db) || !within(a.ElapsedS, b.ElapsedS, movedBy) {
		return Distinct
	}
	heart, marks := sameHeart(a, b), sameMarks(a, b)
	switch {
	case heart == Distinct || marks == Distinct:
		return Distinct
	case heart == Same || marks == Same:
		return Same
	}
	return Doubtful
}

// sameHeart compares mean and maximum heart rate, of which no two runs have
// both in common but by chance; Doubtful where they can't be compared.
func sameHeart(a, b Run) Match {
	mean, highest := within(a.AvgHR, b.AvgHR, movedHR), within(a.MaxHR, b.MaxHR, movedHR)
	switch {
	case mean && highest:
		return Same
	case a.AvgHR != nil && b.AvgHR != nil && !mean, a.MaxHR != nil && b.MaxHR != nil && !highest:
		return Distinct
	}
	return Doubtful
}

// sameMarks compares the times at which each 100 m were reached; Doubtful
// where they can't be compared, and where they prove nothing, on a treadmill.
func sameMarks(a, b Run) Match {
	if a.Measures == nil || b.Measures == nil {
		return Doubtful
	}
	n := min(len(a.Measures.Marks), len(b.Measures.Marks))
	for i := range n {
		if math.Abs(a.Measures.Marks[i]-b.Measures.Marks[i]) > movedBy {
			return Distinct
		}
	}
	if n == 0 || a.Indoors() || b.Indoors() {
		return Doubtful
	}
	return Same
}

// cutFrom says whether a may be what is left of b: it is cut short, they began
// together, and it goes neither on for longer nor farther.
func cutFrom(a, b Run) bool {
	da, db := a.distance(), b.distance()
	return a.cutShort() && a.Start.Sub(b.Start).Abs() <= cutStart && !a.End().After(b.End().Add(cutStart)) &&
		da != nil && db != nil && *da <= *db
}

// within says whether both figures are known and differ by at most so much.
func within(a, b *float64, most float64) bool {
	return a != nil && b != nil && math.Abs(*a-*b) <= most
}

func sameLength(a, b Run) bool {
	da, db := a.distance(), b.distance()
	if da == nil || db == nil {
		return true
	}
	most := sameDistance * max(*da, *db)
	if within(a.ElapsedS, b.ElapsedS, sameLasted) {
		most = max(most, sameMetres)
	}
	return !exceeds(math.Abs(*da-*db), most)
}
