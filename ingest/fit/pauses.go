package fit

import (
	tfit "github.com/tormoder/fit"

	"needled/analysis"
)

// pauses are the times between a stop of the timer and its next start. A stop
// that no start follows is the end of the recording.
func (p *part) pauses(l leg) []analysis.Span {
	var spans []analysis.Span
	stopped, since := false, int64(0)
	for _, e := range p.file.Events {
		at := e.Timestamp.Unix()
		switch e.EventType {
		case tfit.EventTypeStop, tfit.EventTypeStopAll, tfit.EventTypeStopDisable, tfit.EventTypeStopDisableAll:
			if !stopped {
				stopped, since = true, at
			}
		case tfit.EventTypeStart:
			from, to := max(since, l.from), min(at, l.to, l.from+l.horizon())
			if stopped && from < to {
				spans = append(spans, analysis.Span{FromS: float64(from - l.from), ToS: float64(to - l.from)})
			}
			stopped = false
		}
	}
	return spans
}
