package analysis

import (
	"math"
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
	// hours. All else stays as it was.
	movedHours    = 14               // zones lie up to so many hours from UTC
	zoneStep      = 15 * time.Minute // and differ by multiples of this
	movedBy       = 2.0              // seconds that the start, less the hours, and the duration may differ by
	movedDistance = 0.005            // share of the longer distance
	movedHR       = 1.0              // beats/min, of mean and maximum
	movedMarks    = 3.0              // seconds, at which each 100 m were reached
	fewestMarks   = 10

	// MatchMargin is how far apart in time recordings may lie and still match.
	MatchMargin = movedHours*time.Hour + sameStart

	// LongestMatch is as far as a recording's time is looked at: what claims
	// to last longer is compared as if it had ended then.
	LongestMatch = 7 * 24 * time.Hour
)

// SameRun compares two recordings of one runner whose sports are of one
// family (a track that names none matches any).
//
// They are the same where the shorter lies in the time of the longer for at
// least 80 %, or both started within 120 s and share at least half of the
// shorter one's time, and their distances agree within 5 %; distance is not
// asked where one has none. They are the same, too, where duration, distance,
// mean and maximum heart rate are those of a file that was saved again, and
// the start moved within the run or by a time zone's hours; without heart rate
// the measures of both, if they are loaded, show whether each 100 m took as
// long.
//
// What matches only in part is doubtful: see Question. Legs of one original
// never match.
func SameRun(a, b Recording) Match {
	match, _ := compare(a, b)
	return match
}

func compare(a, b Recording) (Match, Question) {
	if a.Original == b.Original || !SameFamily(a.Run.Sport, b.Run.Sport) {
		return Distinct, ""
	}
	near := nearness(a.Run, b.Run)
	switch again := savedAgain(a.Run, b.Run); {
	case again == Same && (near != unrelated || zoneApart(a.Run, b.Run)):
		return Same, ""
	case again == Doubtful && near <= touching && zoneApart(a.Run, b.Run):
		return Doubtful, OtherHour
	}
	switch {
	case near == unrelated || near == touching:
		return Distinct, ""
	case !sameLength(a.Run, b.Run):
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

// zoneApart says whether the starts differ by as much as a time zone may
// differ from UTC.
func zoneApart(a, b Run) bool {
	between := a.Start.Sub(b.Start).Abs()
	hours := between.Round(zoneStep)
	return hours >= time.Hour && hours <= movedHours*time.Hour && (between-hours).Abs().Seconds() <= movedBy
}

// savedAgain compares two recordings but for their start. Some of their
// figures being alike is no proof: somebody may run the same loop twice a day.
func savedAgain(a, b Run) Match {
	da, db := a.distance(), b.distance()
	if da == nil || db == nil || !within(a.ElapsedS, b.ElapsedS, movedBy) || !sameLength(a, b) {
		return Distinct
	}
	heart := sameHeart(a, b)
	if heart == Doubtful && sameMarks(a, b) {
		heart = Same
	}
	if heart == Same && math.Abs(*da-*db) > movedDistance*max(*da, *db) {
		return Doubtful
	}
	return heart
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

// sameMarks says whether each 100 m were reached after the same time. On a
// treadmill that proves nothing.
func sameMarks(a, b Run) bool {
	if a.Measures == nil || b.Measures == nil || a.Indoors() || b.Indoors() {
		return false
	}
	n := min(len(a.Measures.Marks), len(b.Measures.Marks))
	if n < fewestMarks {
		return false
	}
	for i := range n {
		if math.Abs(a.Measures.Marks[i]-b.Measures.Marks[i]) > movedMarks {
			return false
		}
	}
	return true
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
