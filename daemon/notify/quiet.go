package notify

import "time"

// Quiet is the part of each day in which nobody is woken: from From to To,
// counted from midnight by the clock on the wall. It may cross midnight. From
// and To alike, as in the zero value, mean no such time.
type Quiet struct{ From, To time.Duration }

// At says whether it is quiet at an instant in a zone.
func (q Quiet) At(t time.Time, zone *time.Location) bool {
	t = t.In(zone)
	clock := time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
	if q.From <= q.To {
		return q.From <= clock && clock < q.To
	}
	return q.From <= clock || clock < q.To
}

// End is the first whole minute from t on at which it is not quiet. It asks
// minute by minute what the wall clock shows, so that it is right as well
// where clocks go forward or back, at whatever hour.
func (q Quiet) End(t time.Time, zone *time.Location) time.Time {
	if !q.At(t, zone) {
		return t
	}
	for t = t.Truncate(time.Minute); q.At(t, zone); t = t.Add(time.Minute) {
	}
	return t
}
