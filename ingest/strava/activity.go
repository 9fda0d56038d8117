package strava

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"time"
)

// Activity is what is kept of an activity's summary. Pointers are nil where
// Strava says nothing. Its JSON is part of the document, whose bytes must not
// change where the activity didn't.
type Activity struct {
	ID         int64     `json:"id"`
	SportType  string    `json:"sport_type"` // in Strava's words, "TrailRun"
	Start      time.Time `json:"start"`
	UTCOffsetS *int      `json:"utc_offset_s,omitempty"` // local time minus UTC at the start

	DistanceM   *float64 `json:"distance_m,omitempty"`
	MovingS     *float64 `json:"moving_s,omitempty"`
	ElapsedS    *float64 `json:"elapsed_s,omitempty"`
	AscentM     *float64 `json:"ascent_m,omitempty"`
	AvgSpeedMPS *float64 `json:"avg_speed_mps,omitempty"`
	AvgHR       *float64 `json:"avg_hr,omitempty"`
	MaxHR       *float64 `json:"max_hr,omitempty"`

	Device  string `json:"device,omitempty"`
	Manual  bool   `json:"manual,omitempty"`  // entered by hand
	Trainer bool   `json:"trainer,omitempty"` // on a treadmill or the like
}

// longest is the longest time that is believed of an activity, in seconds.
const longest = 30 * 24 * 3600

// listed is an activity as a list has it.
type listed struct {
	ID           number `json:"id"`
	SportType    word   `json:"sport_type"`
	Type         word   `json:"type"` // the older name, without trail runs
	Start        word   `json:"start_date"`
	UTCOffset    number `json:"utc_offset"`
	Distance     number `json:"distance"`
	Moving       number `json:"moving_time"`
	Elapsed      number `json:"elapsed_time"`
	Ascent       number `json:"total_elevation_gain"`
	Highest      number `json:"elev_high"`
	AverageSpeed number `json:"average_speed"`
	AverageHR    number `json:"average_heartrate"`
	HighestHR    number `json:"max_heartrate"`
	Device       word   `json:"device_name"`
	ExternalID   word   `json:"external_id"`
	Manual       truth  `json:"manual"`
	Trainer      truth  `json:"trainer"`
}

// listing is a page of a list. Unread are the activities that can't be read:
// those whose number can, by it, and nameless how many whose number can't.
type listing struct {
	activities []Activity
	unread     []int64
	nameless   int
}

func (l listing) empty() bool { return len(l.activities)+len(l.unread)+l.nameless == 0 }

// parseList reads a page of a list of activities.
func parseList(body []byte) (listing, error) {
	var raw []json.RawMessage
	if err := json.Unmarshal(body, &raw); err != nil || raw == nil {
		return listing{}, &Error{Fault: Malformed, Doing: "listing activities", Reason: "it is no list"}
	}
	var l listing
	for _, r := range raw {
		var a listed
		_ = json.Unmarshal(r, &a) // what is none has no number
		id, ok := a.ID.whole()
		switch activity, err := a.activity(id); {
		case !ok:
			l.nameless++
		case err != nil:
			l.unread = append(l.unread, id)
		default:
			l.activities = append(l.activities, activity)
		}
	}
	return l, nil
}

// activity takes what is believed of a listed one.
func (l listed) activity(id int64) (Activity, error) {
	start, ok := l.Start.instant()
	if !ok {
		return Activity{}, fmt.Errorf("activity %d has no start", id)
	}
	a := Activity{
		ID: id, SportType: string(l.SportType), Start: start,
		DistanceM: l.Distance.float(), MovingS: duration(l.Moving), ElapsedS: duration(l.Elapsed),
		AscentM: l.Ascent.float(), AvgSpeedMPS: l.AverageSpeed.positive(),
		AvgHR: l.AverageHR.positive(), MaxHR: l.HighestHR.positive(),
		Device: short(string(l.Device)), Manual: bool(l.Manual), Trainer: bool(l.Trainer),
	}
	if a.SportType == "" {
		a.SportType = string(l.Type)
	}
	a.SportType = short(a.SportType)
	if o := l.UTCOffset.float(); o != nil && math.Abs(*o) <= 18*3600 {
		a.UTCOffsetS = new(int(*o))
	}
	if a.AscentM != nil && (*a.AscentM < 0 || *a.AscentM == 0 && l.Highest.float() == nil) {
		a.AscentM = nil // 0 is also written where there are no altitudes
	}
	if a.Manual && a.DistanceM != nil && *a.DistanceM == 0 {
		a.DistanceM = nil // nothing was entered
	}
	if a.Device == "" && strings.HasPrefix(strings.ToLower(string(l.ExternalID)), "garmin") {
		a.Device = "Garmin" // lists name no device, but who sent it
	}
	return a, nil
}

func duration(n number) *float64 {
	if s := n.positive(); s != nil && *s <= longest {
		return s
	}
	return nil
}

// short bounds a text of Strava's.
func short(s string) string {
	s = strings.ToValidUTF8(strings.TrimSpace(s), "")
	if letters := []rune(s); len(letters) > 80 {
		return string(letters[:80])
	}
	return s
}

// sameShape says whether two summaries tell of the same recording, cut alike,
// so that the samples of one are those of the other.
func (a Activity) sameShape(b Activity) bool {
	same := func(x, y *float64) bool { return x == y || x != nil && y != nil && *x == *y }
	return a.Start.Equal(b.Start) && same(a.DistanceM, b.DistanceM) && same(a.ElapsedS, b.ElapsedS) && same(a.MovingS, b.MovingS)
}
