package fit

import (
	"errors"
	"slices"
	"testing"

	tfit "github.com/tormoder/fit"

	"needled/ingest"
)

func TestKindsThatAreNoActivity(t *testing.T) {
	tests := []struct {
		kind tfit.FileType
		want string
	}{
		{tfit.FileTypeDevice, "device"},
		{tfit.FileTypeSettings, "settings"},
		{tfit.FileTypeSport, "sport settings"},
		{tfit.FileTypeWorkout, "workout"},
		{tfit.FileTypeCourse, "course"},
		{tfit.FileTypeSchedules, "schedules"},
		{tfit.FileTypeWeight, "weight"},
		{tfit.FileTypeTotals, "totals"},
		{tfit.FileTypeGoals, "goals"},
		{tfit.FileTypeBloodPressure, "blood pressure"},
		{tfit.FileTypeMonitoringA, "monitoring"},
		{tfit.FileTypeMonitoringDaily, "daily monitoring"},
		{tfit.FileTypeMonitoringB, "monitoring"},
		{tfit.FileTypeSegment, "segment"},
		{tfit.FileTypeSegmentList, "segment list"},
		{44, "metrics"},
		{49, "sleep"},
		{68, "HRV status"},
		{200, "FIT type 200"},
		{0xF7, "manufacturer's own"},
		{0xFE, "manufacturer's own"},
	}
	for _, tt := range tests {
		// Even with a session in it, and even by its first bytes alone.
		var m messages
		m.fileID(tt.kind)
		m.session(tfit.SportRunning, 0, 600, 600, 1800)
		file := m.bytes()
		for what, err := range map[string]error{
			"Sniff":                    New().Sniff(file),
			"Sniff of the first bytes": New().Sniff(file[:64]),
			"Decode":                   decodeError(file),
		} {
			var ignored *ingest.IgnoredError
			if !errors.As(err, &ignored) || ignored.Kind != tt.want {
				t.Errorf("%s of file type %d: %v, want a %s file", what, tt.kind, err, tt.want)
			}
		}
	}
}

func decodeError(b []byte) error {
	_, err := New().Decode(b)
	return err
}

func TestSniffLetsActivitiesPass(t *testing.T) {
	run := tenMinutes().bytes()
	var settings messages
	settings.fileID(tfit.FileTypeSettings)
	for name, file := range map[string][]byte{
		"an activity":                run,
		"its first bytes":            run[:40],
		"an activity behind others":  slices.Concat(settings.bytes(), settings.bytes(), run),
		"a header and nothing else":  run[:14],
		"half a file_id":             run[:20],
		"a file that states no type": untyped(0xFF),
		"a file of type 0":           untyped(0),
	} {
		if err := New().Sniff(file); err != nil {
			t.Errorf("Sniff of %s: %v, want nothing", name, err)
		}
	}
}

func TestSniffRefusesWhatIsNoFIT(t *testing.T) {
	for name, file := range map[string][]byte{"text": []byte("hello"), "nothing": nil, "zeros": make([]byte, 100)} {
		var failed *ingest.FailedError
		if err := New().Sniff(file); !errors.As(err, &failed) {
			t.Errorf("Sniff of %s: %v, want a failure", name, err)
		}
	}
}

func untyped(kind tfit.FileType) []byte {
	var m messages
	m.fileID(kind)
	m.records(0, 60, 0, 3)
	m.session(tfit.SportInvalid, 0, 60, 60, 180)
	return m.bytes()
}

// Some sensors and programs state no file type. What holds a session is an
// activity nonetheless, of no known sport.
func TestFilesWithoutAType(t *testing.T) {
	for _, kind := range []tfit.FileType{0, 0xFF} {
		run := one(t, untyped(kind)).Run
		equal(t, "sport", string(run.Sport), "unknown")
		equal(t, "distance", run.DistanceM, 180)
	}
	t.Run("no file_id at all", func(t *testing.T) {
		var m messages
		m.session(tfit.SportRunning, 0, 60, 60, 180)
		equal(t, "sport", string(one(t, m.bytes()).Run.Sport), "running")
	})
}

func TestFilesWithoutAnActivity(t *testing.T) {
	var empty, timeless, startless messages
	empty.fileID(tfit.FileTypeActivity)
	timeless.fileID(tfit.FileTypeActivity)
	timeless.define(2, tfit.MesgNumRecord, field{3, 1, baseUint8})
	timeless.data(2, byte(100))
	startless.fileID(0xFF)
	startless.define(1, tfit.MesgNumSession, field{16, 1, baseUint8})
	startless.data(1, byte(100))
	tests := []struct {
		name, want string
		file       []byte
	}{
		{"file_id only", "it holds neither a session nor records", empty.bytes()},
		{"cut off early", "it is cut off before its first record", empty.bytes()[:24]},
		{"header only", "it is cut off before its first record", empty.bytes()[:14]},
		{"records without a time", "it holds no session, and its records have no time", timeless.bytes()},
		{"a session without a time", "it says nowhere when its activity began", startless.bytes()},
	}
	for _, tt := range tests {
		var failed *ingest.FailedError
		if err := decodeError(tt.file); !errors.As(err, &failed) || failed.Reason != tt.want {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}
