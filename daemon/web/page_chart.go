package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"

	"needled/analysis"
	"needled/daemon/store"
	"needled/daemon/web/chart"
)

// drawing is what the chart of a run is made of, but for its track, which
// takes the original to be read.
type drawing struct {
	visit  *visit
	source chart.Source
	lead   store.Recording
	unread bool // the original can't be read
}

// unreadable stands in place of a chart.
const unreadable = "The file this run came from can’t be read any more, so there is no chart. What is known of the run stands on this page."

func (v *visit) drawingOf(view *store.View, r analysis.Runner, e analysis.Entry) (*drawing, error) {
	d := &drawing{visit: v, source: chart.Source{Run: e.Run, Verdict: e.Verdict, Protocol: v.Protocol, Units: v.style(r).Units}}
	recordings, err := view.RecordingsOf(v.ctx(), e.Run.ID)
	if err != nil {
		return nil, err
	}
	d.lead = recordings[0]
	if e.Verdict == nil {
		return d, nil
	}
	h, err := view.History(v.ctx(), e.Run.Start.Add(-analysis.PlanReach))
	if err != nil {
		return nil, err
	}
	for _, t := range h.Treatments {
		if t.ID == e.Verdict.Treatment {
			d.source.Protocol = v.Protocol.With(t.Caps)
		}
	}
	if plan := analysis.PlanAt(h, v.Protocol, e.Run.Start); e.Verdict.RunNumber != nil && plan.Treatment != nil && plan.Treatment.ID == e.Verdict.Treatment {
		d.source.Caps = plan.Caps
	}
	return d, nil
}

// tag changes when the chart does: it names the recording and all that is
// drawn over it.
func (d *drawing) tag() (string, error) {
	over := struct {
		Version string
		Key     analysis.RecordingKey
		Source  chart.Source
	}{d.visit.Version + assetTag, d.lead.Key(), d.source}
	over.Source.Run.Measures = nil // they follow from the recording and the protocol
	over.Source.Protocol = analysis.Protocol{}
	text, err := json.Marshal(over)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(append(text, d.source.Protocol.Fingerprint()...))
	return `"` + hex.EncodeToString(sum[:16]) + `"`, nil
}

// data reads the original and makes the chart. One that can't be read leaves a
// chart that says so.
func (d *drawing) data(view *store.View) (chart.Data, error) {
	recording, original, err := view.Original(d.visit.ctx(), d.source.Run.ID)
	if store.IsKind(err, store.Unavailable) {
		return chart.Data{}, err
	}
	if err == nil {
		d.source.Track, err = d.visit.Service.Track(recording, original)
	}
	if err == nil {
		return chart.Of(d.source), nil
	}
	d.visit.Log.Warn().Err(err).Str("run", d.source.Run.ID).Msg("the original of a run can't be read")
	d.unread = true
	return chart.Blank(d.source, unreadable), nil
}

func (v *visit) chartData() error {
	return v.draw("application/json", func(w *bytes.Buffer, d chart.Data) error { return json.NewEncoder(w).Encode(d) })
}

func (v *visit) chartPicture() error {
	frame := chart.Narrow
	if v.r.URL.Query().Has("wide") {
		frame = chart.Wide
	}
	v.w.Header().Set("Content-Security-Policy", chart.Policy())
	return v.draw("image/svg+xml", func(w *bytes.Buffer, d chart.Data) error { return d.SVG(w, frame) })
}

// draw answers with a chart. Who asks again and may still see it keeps what
// they have while it is the same. What came from Strava is kept nowhere else.
func (v *visit) draw(kind string, write func(*bytes.Buffer, chart.Data) error) error {
	view, r, err := v.view()
	if err != nil {
		return err
	}
	var d *drawing
	err = view.Together(v.ctx(), func(within *store.View) error {
		e, err := v.runOf(within)
		if err == nil {
			d, err = v.drawingOf(within, r, e)
		}
		return err
	})
	if err != nil {
		return err
	}
	tag, err := d.tag()
	if err != nil {
		return err
	}
	keep := d.lead.Run.Provenance != analysis.StravaAPI
	if keep && v.r.Header.Get("If-None-Match") == tag {
		v.keep(tag)
		v.w.WriteHeader(http.StatusNotModified)
		return nil
	}
	data, err := d.data(view)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := write(&b, data); err != nil {
		return err
	}
	if keep && !d.unread {
		v.keep(tag)
	}
	v.w.Header().Set("Content-Type", kind)
	writeAll(v.w, b.Bytes())
	return nil
}

// keep lets the browser keep the answer, and ask each time whether it may
// still be shown.
func (v *visit) keep(tag string) {
	v.w.Header().Set("Cache-Control", "private, no-cache")
	v.w.Header().Set("ETag", tag)
}
