package stravatest

import (
	"fmt"
	"maps"
	"math"
	"time"
)

// Activity is one of an athlete.
type Activity struct {
	ID    int64
	Start time.Time
	// Fields are those of the summary, besides id and start.
	Fields map[string]any
	// Streams are the samples by type; none answer 404.
	Streams map[string][]any
	// NotReady is how many more requests for samples answer 404.
	NotReady int
	// Private activities are listed only with activity:read_all.
	Private bool
}

// Run is a run of so many metres in so many seconds, with a sample every 10 s:
// the heart at 140, 20 m up and down again.
func Run(id int64, start time.Time, metres, seconds float64) *Activity {
	a := &Activity{ID: id, Start: start.UTC(), Streams: map[string][]any{}, Fields: map[string]any{
		"name": "Run", "type": "Run", "sport_type": "Run", "timezone": "(GMT+01:00) Europe/Berlin", "utc_offset": 3600.0,
		"distance": metres, "moving_time": seconds, "elapsed_time": seconds, "total_elevation_gain": 20.0,
		"elev_high": 120.0, "elev_low": 100.0, "average_speed": round(metres / seconds),
		"has_heartrate": true, "average_heartrate": 140.0, "max_heartrate": 141.0,
		"manual": false, "trainer": false, "private": false, "visibility": "everyone",
		"external_id": fmt.Sprintf("garmin_ping_%d", id), "upload_id": id + 1, "workout_type": nil,
		"start_latlng": []float64{52.5, 13.4}, "end_latlng": []float64{52.5, 13.4},
		"map": map[string]any{"summary_polyline": "_p~iF~ps|U"},
	}}
	for at := 0.0; at <= seconds; at += 10 {
		share := at / seconds
		a.sample("time", at)
		a.sample("distance", round(metres*share))
		a.sample("altitude", round(100+20*math.Sin(math.Pi*share)))
		a.sample("velocity_smooth", round(metres/seconds))
		a.sample("heartrate", 140+float64(int(at/10)%2))
		a.sample("moving", at > 0)
		a.sample("latlng", []float64{52.5, 13.4 + share/100})
	}
	return a
}

func round(v float64) float64 { return math.Round(v*10) / 10 }

func (a *Activity) sample(stream string, v any) { a.Streams[stream] = append(a.Streams[stream], v) }

// Manual makes the activity one entered by hand: without samples.
func (a *Activity) Manual() *Activity {
	a.Streams = nil
	maps.Copy(a.Fields, map[string]any{"manual": true, "upload_id": nil, "external_id": nil, "start_latlng": []float64{},
		"total_elevation_gain": 0, "has_heartrate": false})
	for _, key := range []string{"elev_high", "elev_low", "average_heartrate", "max_heartrate"} {
		delete(a.Fields, key)
	}
	return a
}

// With sets fields of the summary.
func (a *Activity) With(fields map[string]any) *Activity {
	maps.Copy(a.Fields, fields)
	return a
}

// summary is the activity as a list has it.
func (a *Activity) summary() map[string]any {
	m := maps.Clone(a.Fields)
	offset, _ := m["utc_offset"].(float64)
	for key, value := range map[string]any{
		"id": a.ID, "resource_state": 2, "start_date": a.Start.Format(time.RFC3339),
		// Strava puts a false Z behind local time.
		"start_date_local": a.Start.Add(time.Duration(offset) * time.Second).Format(time.RFC3339),
	} {
		if _, set := m[key]; !set {
			m[key] = value
		}
	}
	return m
}
