package strava

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
)

// document is what is kept of an activity: its summary and, where they were
// fetched, its samples. Its bytes depend on nothing else, so that the same
// activity fetched again has the same sum.
type document struct {
	Revision  int             `json:"strava"` // of this form
	Activity  Activity        `json:"activity"`
	NoSamples bool            `json:"no_samples,omitempty"` // Strava was asked for samples, and had none
	Streams   json.RawMessage `json:"streams,omitempty"`    // read only where the samples are needed
}

const revision = 1

// opening is what every document begins with.
var opening = []byte(`{"strava":` + strconv.Itoa(revision) + `,`)

func (d document) encode() []byte {
	d.Revision = revision
	b, err := json.Marshal(d)
	if err != nil {
		panic(err) // plain values always have a form
	}
	return b
}

var errDamaged = errors.New("what needled keeps of an activity on Strava is damaged")

// decodeDocument reads a document, but for its samples.
func decodeDocument(b []byte) (document, error) {
	var d document
	if !bytes.HasPrefix(b, opening) {
		return d, errors.New("not what needled keeps of an activity on Strava")
	}
	if err := json.Unmarshal(b, &d); err != nil {
		return d, errDamaged
	}
	if d.Activity.ID <= 0 || d.Activity.Start.IsZero() {
		return d, errors.New("what needled keeps of an activity on Strava names no activity or no start")
	}
	return d, nil
}

// sameSummary says whether two documents differ in nothing but samples.
func (d document) sameSummary(a Activity) bool {
	return bytes.Equal(document{Activity: d.Activity}.encode(), document{Activity: a}.encode())
}

// keyPrefix begins the keys of Strava's activities.
const keyPrefix = "strava:"

func keyOf(id int64) string { return keyPrefix + strconv.FormatInt(id, 10) }

// Suffix ends the names of documents.
const suffix = ".strava.json"
