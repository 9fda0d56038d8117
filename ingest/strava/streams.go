package strava

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"net/url"
	"strconv"
)

// keys are the samples that are asked for. Positions are not.
const keys = "time,distance,altitude,velocity_smooth,heartrate,moving"

// mostSamples bounds an activity: a sample a second for three days.
const mostSamples = 3 * 86400

// streams are an activity's samples by what they measure. All but Time may be
// absent, and any value null (NaN here).
type streams struct {
	Time      values `json:"time"`               // seconds since the start
	Distance  values `json:"distance,omitempty"` // metres since the start
	Altitude  values `json:"altitude,omitempty"` // metres
	Velocity  values `json:"velocity,omitempty"` // m/s
	HeartRate values `json:"heartrate,omitempty"`
	Moving    values `json:"moving,omitempty"` // 1 for moving, 0 for not
}

// streams reads the samples of an activity; nil when the answer holds none
// that could be used. A NotFound has none, or not yet.
func (a *App) streams(ctx context.Context, access string, id int64) (*streams, error) {
	body, err := a.get(ctx, access, "reading samples", "/activities/"+strconv.FormatInt(id, 10)+"/streams",
		url.Values{"keys": {keys}, "key_by_type": {"true"}}, recovery)
	if err != nil {
		return nil, err
	}
	return parseStreams(body)
}

// parseStreams reads an answer of streams, by type or, as older ones, in a
// list.
func parseStreams(body []byte) (*streams, error) {
	malformed := &Error{Fault: Malformed, Doing: "reading samples"}
	byType := map[string]json.RawMessage{}
	if body = bytes.TrimSpace(body); len(body) > 0 && body[0] == '[' {
		var all []struct{ Type word }
		var whole []json.RawMessage
		if json.Unmarshal(body, &all) != nil || json.Unmarshal(body, &whole) != nil {
			return nil, malformed
		}
		for i, s := range all {
			byType[string(s.Type)] = whole[i]
		}
	} else if json.Unmarshal(body, &byType) != nil || byType == nil {
		return nil, malformed
	}
	s := &streams{}
	for name, to := range map[string]*values{"time": &s.Time, "distance": &s.Distance, "altitude": &s.Altitude,
		"velocity_smooth": &s.Velocity, "heartrate": &s.HeartRate, "moving": &s.Moving} {
		var stream struct{ Data values }
		raw, there := byType[name]
		if !there {
			continue
		}
		if json.Unmarshal(raw, &stream) != nil {
			return nil, malformed
		}
		*to = stream.Data
	}
	if len(s.Time) == 0 {
		return nil, nil
	}
	return s, nil
}

// encode is the form of the samples in a document.
func (s *streams) encode() []byte {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // plain values always have a form
	}
	return b
}

// values are the samples of one stream; NaN is null.
type values []float64

func (vs *values) UnmarshalJSON(b []byte) error {
	var raw []sample
	if err := json.Unmarshal(b, &raw); err != nil {
		return err
	}
	if len(raw) > mostSamples {
		raw = raw[:mostSamples]
	}
	*vs = make(values, len(raw))
	for i, v := range raw {
		(*vs)[i] = float64(v)
	}
	return nil
}

func (vs values) MarshalJSON() ([]byte, error) {
	b := []byte{'['}
	for i, v := range vs {
		if i > 0 {
			b = append(b, ',')
		}
		if math.IsNaN(v) || math.IsInf(v, 0) {
			b = append(b, "null"...)
		} else {
			b = strconv.AppendFloat(b, v, 'f', -1, 64)
		}
	}
	return append(b, ']'), nil
}

// sample is a value: a number, a yes or no as 1 or 0, or NaN for anything else.
type sample float64

func (s *sample) UnmarshalJSON(b []byte) error {
	switch string(b) {
	case "true":
		*s = 1
	case "false":
		*s = 0
	default:
		v, err := strconv.ParseFloat(string(b), 64)
		if err != nil || math.IsInf(v, 0) {
			v = math.NaN()
		}
		*s = sample(v)
	}
	return nil
}
