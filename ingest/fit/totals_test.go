package fit

import (
	"slices"
	"strings"
	"testing"

	tfit "github.com/tormoder/fit"

	"needled/analysis"
)

func TestTotalsAreTheSessions(t *testing.T) {
	var m messages
	m.fileID(tfit.FileTypeActivity)
	m.define(1, tfit.MesgNumSession, field{2, 4, baseUint32}, field{5, 1, baseEnum}, field{6, 1, baseEnum},
		field{7, 4, baseUint32}, field{8, 4, baseUint32}, field{9, 4, baseUint32}, field{14, 2, baseUint16},
		field{16, 1, baseUint8}, field{17, 1, baseUint8}, field{22, 2, baseUint16}, field{23, 2, baseUint16})
	m.data(1, stamp(0), byte(tfit.SportRunning), byte(tfit.SubSportTreadmill),
		uint32(620500), uint32(600250), uint32(180055), uint16(3000), byte(150), byte(171), uint16(42), uint16(0))

	run := one(t, m.bytes()).Run
	equal(t, "format", run.Format, "fit")
	equal(t, "sport", run.Sport, analysis.Running)
	equal(t, "sub-sport", run.SubSport, "treadmill")
	equal(t, "start", run.Start, start)
	equal(t, "elapsed", run.ElapsedS, 620.5)
	equal(t, "moving", run.MovingS, 600.25)
	equal(t, "distance", run.DistanceM, 1800.55)
	equal(t, "speed", run.AvgSpeedMPS, 3)
	equal(t, "average heart rate", run.AvgHR, 150)
	equal(t, "highest heart rate", run.MaxHR, 171)
	equal(t, "ascent", run.AscentM, 42)
	equal(t, "its source", run.AscentSource, analysis.FromDevice)
	equal(t, "descent", run.DescentM, 0)
	equal(t, "its source", run.DescentSource, analysis.FromDevice)
	equal(t, "integrity", run.Integrity, analysis.Intact)
	equal(t, "note", run.Note, "")
}

// Absent is not zero.
func TestAbsentTotals(t *testing.T) {
	var m messages
	m.fileID(tfit.FileTypeActivity)
	m.define(1, tfit.MesgNumSession, field{2, 4, baseUint32}, field{16, 1, baseUint8}, field{22, 2, baseUint16})
	m.data(1, stamp(0), byte(0), uint16(0xFFFF))

	run := one(t, m.bytes()).Run
	for name, v := range map[string]*float64{
		"distance": run.DistanceM, "moving": run.MovingS, "elapsed": run.ElapsedS, "speed": run.AvgSpeedMPS,
		"ascent": run.AscentM, "descent": run.DescentM, "average heart rate": run.AvgHR, "highest heart rate": run.MaxHR,
	} {
		equal(t, name, v, absent)
	}
	equal(t, "source of the ascent", run.AscentSource, analysis.Confidence(""))
}

func TestElapsedIsNoLessThanMoving(t *testing.T) {
	tests := []struct {
		moving, elapsed, want int
		note                  string
	}{
		{600, 700, 700, ""},
		{600, 600, 600, ""},
		{602, 600, 602, ""}, // rounded apart
		{603, 600, 603, "more moving (603 s) than elapsed time (600 s)"},
		{600, 0, 600, "more moving (600 s) than elapsed time (0 s)"},
	}
	for _, tt := range tests {
		var m messages
		m.fileID(tfit.FileTypeActivity)
		m.session(tfit.SportRunning, 0, tt.moving, tt.elapsed, 1800)
		run := one(t, m.bytes()).Run
		equal(t, "elapsed", run.ElapsedS, tt.want)
		if !strings.Contains(run.Note, tt.note) || tt.note == "" && run.Note != "" {
			t.Errorf("note is %q, want %q in it", run.Note, tt.note)
		}
	}
}

// A file that ends before its session message is taken as far as it goes.
func TestTotalsOfRecords(t *testing.T) {
	tests := []struct {
		name                      string
		write                     func(m *messages)
		distance, moving, elapsed int
	}{
		{"records", func(m *messages) { m.records(0, 600, 0, 3) }, 1800, 600, 600},
		{"an odometer that did not begin at 0", func(m *messages) { m.records(0, 600, 50000, 3) }, 1800, 600, 600},
		{"an odometer set back at the end", func(m *messages) {
			m.records(0, 599, 50000, 3)
			m.records(600, 600, 0, 3)
		}, 1797, 600, 600},
		{"a pause", func(m *messages) {
			m.records(0, 300, 0, 3)
			m.timer(300, tfit.EventTypeStopAll)
			m.timer(400, tfit.EventTypeStart)
			m.records(400, 600, 900, 3)
		}, 1500, 500, 600},
		{"a hole of 30 s", func(m *messages) {
			m.records(0, 300, 0, 3)
			m.records(330, 600, 990, 3)
		}, 1800, 600, 600},
		{"a hole of 31 s", func(m *messages) {
			m.records(0, 300, 0, 3)
			m.records(331, 600, 900, 3)
		}, 1707, 569, 600},
		{"damaged times far before and behind", func(m *messages) {
			m.records(-40*day, -40*day+3, 0, 0)
			m.records(0, 600, 0, 3)
			m.records(20*day, 20*day+3, 0, 0)
		}, 1800, 600, 600},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var m messages
			m.fileID(tfit.FileTypeActivity)
			tt.write(&m)
			run := one(t, m.bytes()).Run
			equal(t, "start", run.Start, start)
			equal(t, "distance", run.DistanceM, tt.distance)
			equal(t, "moving", run.MovingS, tt.moving)
			equal(t, "elapsed", run.ElapsedS, tt.elapsed)
			equal(t, "ascent", run.AscentM, absent)
			equal(t, "integrity", run.Integrity, analysis.Partial)
			if !strings.Contains(run.Note, "no totals") {
				t.Errorf("note is %q, want it to say that there are no totals", run.Note)
			}
			cut := one(t, m.bytes()[:len(m)]).Run // as a battery that died leaves it
			equal(t, "integrity when cut", cut.Integrity, analysis.Truncated)
		})
	}
}

// A run may have gone on where its totals are those of records, and the file
// breaks off.
func TestCutShort(t *testing.T) {
	var recorded messages
	recorded.fileID(tfit.FileTypeActivity)
	recorded.records(0, 600, 0, 3)
	ended := slices.Clone(recorded)
	ended.session(tfit.SportRunning, 0, 600, 600, 1800)
	badSum := func(m messages) []byte {
		b := m.bytes()
		b[len(b)-1]++
		return b
	}
	broken := func(m messages) messages { return append(slices.Clone(m), 0x0F, 0, 0) } // a local type without definition
	for _, tt := range []struct {
		name string
		file []byte
		want bool
	}{
		{"with totals", ended.bytes(), false},
		{"with totals, cut off behind them", ended.bytes()[:14+len(ended)], false},
		{"with totals, unreadable behind them", broken(ended).bytes(), false},
		{"without totals", recorded.bytes(), false},
		{"without totals, its checksum wrong", badSum(recorded), false},
		{"without totals, the last byte missing", recorded.bytes()[:14+len(recorded)+1], true},
		{"without totals, unreadable behind the records", broken(recorded).bytes(), true},
		{"without totals, unreadable, its checksum wrong", badSum(broken(recorded)), true},
	} {
		run := one(t, tt.file).Run
		equal(t, tt.name, run.CutShort, tt.want)
		if got := strings.Contains(run.Note, "may have been longer"); got != tt.want {
			t.Errorf("%s: note %q", tt.name, run.Note)
		}
	}
}
