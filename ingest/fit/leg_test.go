package fit

import (
	"strings"
	"testing"
	"time"

	tfit "github.com/tormoder/fit"

	"needled/analysis"
)

// A duathlon: 10 min of running at 3 m/s, 20 min of cycling at 8 m/s, 5 min of
// running at 4 m/s.
var duathlon = []struct {
	sport          tfit.Sport
	from, to, pace int
}{
	{tfit.SportRunning, 0, 600, 3},
	{tfit.SportCycling, 600, 1800, 8},
	{tfit.SportRunning, 1800, 2100, 4},
}

// writeDuathlon writes it with sessions before or behind their records, and
// distances that count on from leg to leg or begin anew.
func writeDuathlon(sessionsFirst, countsOn bool) messages {
	var m messages
	m.fileID(tfit.FileTypeActivity)
	session := func(i int) {
		l := duathlon[i]
		m.session(l.sport, l.from, l.to-l.from, l.to-l.from, (l.to-l.from)*l.pace)
	}
	if sessionsFirst {
		for i := range duathlon {
			session(i)
		}
	}
	counted := 0
	for i, l := range duathlon {
		m.records(l.from, l.to-1, counted, l.pace)
		if countsOn {
			counted += (l.to - l.from) * l.pace
		}
		if !sessionsFirst {
			session(i)
		}
	}
	return m
}

func TestMultisport(t *testing.T) {
	for _, tt := range []struct {
		name                    string
		sessionsFirst, countsOn bool
	}{
		{"sessions behind, distance begins anew", false, false},
		{"sessions behind, distance counts on", false, true},
		{"sessions first, distance begins anew", true, false},
		{"sessions first, distance counts on", true, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			all := decoded(t, writeDuathlon(tt.sessionsFirst, tt.countsOn).bytes(), 3)
			for i, l := range duathlon {
				d, seconds := all[i], l.to-l.from
				// What counts on has counted since the last record before.
				since := 0
				if tt.countsOn && i > 0 {
					since = duathlon[i-1].pace
				}
				equal(t, "sport", d.Run.Sport, sportName(l.sport))
				equal(t, "start", d.Run.Start, start.Add(time.Duration(l.from)*time.Second))
				equal(t, "distance", d.Run.DistanceM, seconds*l.pace)
				equal(t, "samples", len(d.Track.Samples), seconds)
				equal(t, "first distance", d.Track.Samples[0].DistanceM, since)
				equal(t, "last time", lastSample(d).AtS, seconds-1)
				equal(t, "last distance", lastSample(d).DistanceM, since+(seconds-1)*l.pace)
				equal(t, "integrity", d.Run.Integrity, analysis.Intact)
			}
		})
	}
}

// The file of a multisport event may end in the middle of a leg; that leg is
// taken from its records.
func TestMultisportCutOff(t *testing.T) {
	m := writeDuathlon(false, true)
	lastSession := 6 + 3*6 + 22 // definition and message
	all := decoded(t, m.bytes()[:14+len(m)-lastSession], 3)
	equal(t, "first integrity", all[0].Run.Integrity, analysis.Truncated)
	equal(t, "first distance", all[0].Run.DistanceM, 1800)
	last := all[2]
	equal(t, "integrity", last.Run.Integrity, analysis.Truncated)
	equal(t, "sport", last.Run.Sport, analysis.UnknownSport)
	// It begins where no session covers it, within 2 s of its true start.
	equal(t, "start", last.Run.Start, start.Add(1802*time.Second))
	equal(t, "distance", last.Run.DistanceM, 297*4)
	if !strings.Contains(last.Run.Note, "no totals") {
		t.Errorf("note is %q, want it to say that there are no totals", last.Run.Note)
	}

	t.Run("with sessions before the records nothing is left over", func(t *testing.T) {
		m := writeDuathlon(true, true)
		decoded(t, m.bytes()[:14+len(m)-1], 3)
	})
	t.Run("records behind a single session's end are its own", func(t *testing.T) {
		var m messages
		m.fileID(tfit.FileTypeActivity)
		m.records(0, 700, 0, 3)
		m.session(tfit.SportRunning, 0, 600, 600, 2100) // elapsed time is wrong
		d := one(t, m.bytes()[:14+len(m)])
		equal(t, "last time", lastSample(d).AtS, 700)
	})
}

func TestSessionWithoutStart(t *testing.T) {
	startless := func(m *messages, end int) {
		m.define(1, tfit.MesgNumSession, timestamp, field{7, 4, baseUint32})
		m.data(1, stamp(end), uint32(600_000))
	}
	t.Run("the first record's", func(t *testing.T) {
		var m messages
		m.fileID(tfit.FileTypeActivity)
		m.records(0, 600, 0, 3)
		startless(&m, 600)
		run := one(t, m.bytes()).Run
		equal(t, "start", run.Start, start)
		if !strings.Contains(run.Note, "does not state when it began") {
			t.Errorf("note is %q, want it to say that the start is not stated", run.Note)
		}
	})
	t.Run("its end less its length", func(t *testing.T) {
		var m messages
		m.fileID(tfit.FileTypeActivity)
		startless(&m, 600)
		equal(t, "start", one(t, m.bytes()).Run.Start, start)
	})
}
