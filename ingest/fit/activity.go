package fit

import (
	"slices"
	"time"

	tfit "github.com/tormoder/fit"

	"needled/analysis"
	"needled/ingest"
)

// part is a link of a chain as the filter and tormoder read it.
type part struct {
	link
	filtered
	state analysis.Integrity
}

// activities reads the activities in a link, one a session. Its error is an
// *ingest.FailedError, an *ingest.IgnoredError, or errBudget.
func (l link) activities(left *budget) ([]ingest.Decoded, error) {
	if err := spend(&left.files); err != nil {
		return nil, err
	}
	p := part{link: l, state: l.integrity()}
	var err error
	if p.filtered, err = sift(l.data, left); err != nil {
		return nil, err
	}
	switch {
	case !mayHoldActivity(p.id.kind):
		return nil, &ingest.IgnoredError{Kind: kindName(p.id.kind)}
	case len(p.file.Sessions) == 0 && len(p.samples) == 0:
		return nil, failed("%s", p.nothing())
	}
	p.samples = inOrder(p.samples)
	slices.SortStableFunc(p.file.Events, func(a, b *tfit.EventMsg) int { return a.Timestamp.Compare(b.Timestamp) })

	legs := p.legs()
	if len(legs) == 0 {
		return nil, failed("it says nowhere when its activity began")
	}
	early := p.at(legs[0].from) // asked before samples count from their leg
	all := make([]ingest.Decoded, len(legs))
	for i, l := range legs {
		all[i] = p.activity(l)
	}
	if early > 10 {
		remark(&all[0], "%d of its records were made before its start and were left out.", early)
	}
	return all, nil
}

// sound says whether all of the link could be read and is as it was written.
func (p *part) sound() bool { return p.state == analysis.Intact && p.whole() }

// breaksOff says whether there may have been more to read.
func (p *part) breaksOff() bool { return p.state == analysis.Truncated || !p.whole() }

// whole says whether all messages could be read.
func (p *part) whole() bool { return p.read == len(p.data) }

// nothing says why a link without sessions and records holds no activity.
func (p *part) nothing() string {
	switch {
	case p.untimed > 0:
		return "it holds no session, and its records have no time"
	case p.state == analysis.Truncated:
		return "it is cut off before its first record"
	}
	return "it holds neither a session nor records"
}

// activity makes a run of a leg.
func (p *part) activity(l leg) ingest.Decoded {
	d := ingest.Decoded{
		Run: analysis.Run{
			Format:     "fit",
			Start:      time.Unix(l.from, 0).UTC(),
			UTCOffsetS: p.utcOffset(),
			Device:     p.id.device(),
			Integrity:  p.state,
		},
		Track: analysis.Track{
			Samples: l.track(),
			Laps:    p.laps(l),
			Steps:   p.steps,
			Pauses:  p.pauses(l),
		},
	}
	d.Run.Sport, d.Run.SubSport = p.sport(l)
	p.explain(&d)
	if late := len(l.samples) - len(d.Track.Samples); late > 0 {
		remark(&d, "%d of its records were made long after its end and were left out.", late)
	}
	if l.session != nil {
		sessionTotals(&d, l.session)
		rebase(&d, l.before)
	} else {
		rebase(&d, l.before)
		recordTotals(&d, p.breaksOff())
	}
	return d
}

// explain notes what of the link could not be read as it was written.
func (p *part) explain(d *ingest.Decoded) {
	switch {
	case p.state == analysis.Truncated && p.unclosed():
		remark(d, "The device never closed this file; it was read to its end.")
	case p.state == analysis.Truncated:
		remark(d, "The file is cut off: %d of its %d bytes are there.",
			len(p.header)+len(p.data)+len(p.sum), len(p.header)+p.stated+2)
	case p.state == analysis.BadCRC:
		remark(d, "Its checksum does not match, so something in it is damaged.")
	}
	if p.state != analysis.Truncated && !p.whole() {
		remark(d, "It could be read only up to byte %d of %d.", p.read, len(p.data))
		if d.Run.Integrity == analysis.Intact {
			d.Run.Integrity = analysis.Partial
		}
	}
}

// sport is what the session states, else the device's setting, else the sport
// of its laps; there sensors without a notion of sport write generic, which
// tells nothing. A session may state a sport and leave the sub-sport to the
// setting.
func (p *part) sport(l leg) (analysis.Sport, string) {
	sport, sub := tfit.SportInvalid, tfit.SubSportInvalid
	if l.session != nil {
		sport, sub = l.session.Sport, l.session.SubSport
	}
	if sport == tfit.SportInvalid {
		sport = l.setting.sport
	}
	for _, lap := range p.file.Laps {
		at := lap.StartTime.Unix()
		if sport == tfit.SportInvalid && lap.Sport != tfit.SportGeneric && at >= l.from && at < l.to {
			sport = lap.Sport
		}
	}
	if sub == tfit.SubSportInvalid && sport == l.setting.sport {
		sub = l.setting.sub
	}
	return sportName(sport), subSportName(sub)
}
