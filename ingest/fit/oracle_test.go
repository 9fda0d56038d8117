package fit

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/muktihari/fit/decoder"
	"github.com/muktihari/fit/profile/mesgdef"
	"github.com/muktihari/fit/profile/typedef"
	"github.com/muktihari/fit/profile/untyped/mesgnum"

	"needled/ingest"
)

// oracle is what another decoder reads of an activity file.
type oracle struct {
	sessions []*mesgdef.Session // by start
	records  map[int64][]*mesgdef.Record
	laps     int
	steps    int
}

// consult reads the activities of a file with muktihari/fit. Its checksum test
// is off, since it refuses sound headers of 12 bytes.
func consult(b []byte) (found []oracle, err error) {
	dec := decoder.New(bytes.NewReader(b), decoder.WithIgnoreChecksum())
	for dec.Next() {
		file, err := dec.Decode()
		if err != nil {
			return found, err
		}
		o := oracle{records: map[int64][]*mesgdef.Record{}}
		kind := typedef.FileInvalid
		for i := range file.Messages {
			switch m := &file.Messages[i]; m.Num {
			case mesgnum.FileId:
				kind = mesgdef.NewFileId(m).Type
			case mesgnum.Session:
				if s := mesgdef.NewSession(m); !s.StartTime.IsZero() {
					o.sessions = append(o.sessions, s)
				}
			case mesgnum.Record:
				r := mesgdef.NewRecord(m)
				o.records[r.Timestamp.Unix()] = append(o.records[r.Timestamp.Unix()], r)
			case mesgnum.Lap:
				o.laps++
			case mesgnum.WorkoutStep:
				o.steps++
			}
		}
		slices.SortStableFunc(o.sessions, func(a, b *mesgdef.Session) int { return a.StartTime.Compare(b.StartTime) })
		if (kind == typedef.FileActivity || kind == typedef.FileInvalid) && len(o.sessions) > 0 {
			found = append(found, o)
		}
	}
	return found, nil
}

// Two decoders written by different people agree on every file both can read.
func TestRealFilesAgainstAnotherDecoder(t *testing.T) {
	compared, samples := 0, 0
	for _, path := range realFiles() {
		b := read(t, path)
		found, err := consult(b)
		if err != nil || len(found) == 0 {
			continue
		}
		all, err := New().Decode(b)
		if err != nil {
			t.Errorf("%s: %v, though another decoder reads it", path, err)
			continue
		}
		for _, o := range found {
			n := len(o.sessions)
			if len(all) < n {
				t.Errorf("%s: another decoder finds more sessions", path)
				break
			}
			for i, s := range o.sessions {
				if msg := differFromOracle(all[i], s, o.records); msg != "" {
					t.Errorf("%s, leg %d: %s", path, i, msg)
				}
				samples += len(all[i].Track.Samples)
			}
			if laps := countLaps(all[:n]); laps > o.laps {
				t.Errorf("%s: %d laps, another decoder finds %d", path, laps, o.laps)
			}
			if got := len(all[0].Track.Steps); got != o.steps {
				t.Errorf("%s: %d workout steps, another decoder finds %d", path, got, o.steps)
			}
			all = all[n:]
		}
		compared++
	}
	if compared < 20 || samples < 10_000 {
		t.Errorf("%d files with %d samples were compared, want at least 20 and 10,000", compared, samples)
	}
}

func countLaps(all []ingest.Decoded) (n int) {
	for _, d := range all {
		n += len(d.Track.Laps)
	}
	return n
}

// differFromOracle says in what an activity differs from a session and its
// records, "" when in nothing.
func differFromOracle(d ingest.Decoded, s *mesgdef.Session, records map[int64][]*mesgdef.Record) string {
	r := d.Run
	for _, c := range []struct {
		field     string
		got       *float64
		want      float64
		zeroIsNil bool
	}{
		{"distance", r.DistanceM, s.TotalDistanceScaled(), false},
		{"moving", r.MovingS, s.TotalTimerTimeScaled(), false},
		{"elapsed", r.ElapsedS, atLeast(s.TotalElapsedTimeScaled(), s.TotalTimerTimeScaled()), false},
		{"ascent", r.AscentM, or(s.TotalAscent, math.MaxUint16), false},
		{"descent", r.DescentM, or(s.TotalDescent, math.MaxUint16), false},
		{"average heart rate", r.AvgHR, or(s.AvgHeartRate, math.MaxUint8), true},
		{"highest heart rate", r.MaxHR, or(s.MaxHeartRate, math.MaxUint8), true},
	} {
		got := math.NaN()
		if c.got != nil {
			got = *c.got
		}
		if c.zeroIsNil && c.want == 0 {
			c.want = math.NaN()
		}
		if !near(got, c.want, 1e-6) {
			return fmt.Sprintf("%s is %v, another decoder reads %v", c.field, got, c.want)
		}
	}
	if !r.Start.Equal(s.StartTime) {
		return fmt.Sprintf("it starts %v, another decoder reads %v", r.Start, s.StartTime)
	}
	return samplesDifferFromOracle(d, records)
}

func samplesDifferFromOracle(d ingest.Decoded, records map[int64][]*mesgdef.Record) string {
	base := math.NaN()
	for _, s := range d.Track.Samples {
		at := d.Run.Start.Add(time.Duration(s.AtS) * time.Second)
		found := records[at.Unix()]
		if len(found) == 0 {
			return fmt.Sprintf("there is a sample at %v where another decoder has none", at)
		}
		for _, c := range []struct {
			field string
			got   float64
			read  func(*mesgdef.Record) float64
		}{
			{"altitude", s.AltitudeM, (*mesgdef.Record).EnhancedAltitudeScaled},
			{"speed", s.SpeedMPS, (*mesgdef.Record).EnhancedSpeedScaled},
			{"grade", s.GradePct, (*mesgdef.Record).GradeScaled},
			{"heart rate", s.HeartRate, func(r *mesgdef.Record) float64 {
				if r.HeartRate == 0 {
					return math.NaN()
				}
				return or(r.HeartRate, math.MaxUint8)
			}},
		} {
			if c.field == "speed" && found[0].CompressedSpeedDistance != [3]byte{255, 255, 255} {
				continue // not read here
			}
			// The other decoder loses up to 1 mm/s where it widens a speed.
			if !slices.ContainsFunc(found, func(r *mesgdef.Record) bool { return near(c.got, c.read(r), 0.00101) }) {
				return fmt.Sprintf("%s at %v is %v, another decoder reads %v", c.field, at, c.got, c.read(found[0]))
			}
		}
		if math.IsNaN(s.DistanceM) {
			continue // left out where it contradicts the total
		}
		if math.IsNaN(base) {
			base = found[0].DistanceScaled() - s.DistanceM
		}
		if !slices.ContainsFunc(found, func(r *mesgdef.Record) bool { return near(s.DistanceM, r.DistanceScaled()-base, 1e-6) }) {
			return fmt.Sprintf("distance at %v is %v, another decoder reads %v", at, s.DistanceM, found[0].DistanceScaled()-base)
		}
	}
	return ""
}

func or[T uint8 | uint16](v, invalid T) float64 {
	if v == invalid {
		return math.NaN()
	}
	return float64(v)
}

// atLeast is v, but no less than floor; absent when v is.
func atLeast(v, floor float64) float64 {
	if v < floor {
		return floor
	}
	return v
}

func near(a, b, by float64) bool {
	return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) < by
}
