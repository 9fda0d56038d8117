package ingest

import (
	"context"

	"needled/analysis"
)

// told is what is known of a leg of an original, of so many, beside what its
// bytes say. A container tells the sport before a person does.
func (o original) told(leg, legs int, req Request) analysis.Told {
	t := analysis.Told{Provenance: o.item.Provenance, Sport: o.item.Sport, SubSport: o.item.SubSport}
	if legs == 1 {
		t.SourceID = o.item.SourceID
	}
	if of, ok := o.item.Legs[leg]; ok {
		t = of
	}
	if req.Sport != "" && (t.Sport == "" || t.Sport == analysis.UnknownSport) {
		t.Sport, t.SubSport = req.Sport, ""
	}
	if o.damage != nil {
		t.Integrity = analysis.Worse(t.Integrity, o.damage.Integrity)
	}
	return t
}

// learn takes what the items tell of recordings known already, and says so in
// their answers.
func (in *Ingester) learn(ctx context.Context, req Request, b bunch, answers [][]analysis.Receipt) error {
	told := map[analysis.RecordingKey]analysis.Told{}
	for i, p := range b {
		for leg, r := range answers[i] {
			if r.Outcome == analysis.Duplicate {
				key := analysis.RecordingKey{Original: p.sum, Leg: leg}
				told[key] = (analysis.Run{}).With(told[key]).With(p.told(leg, len(answers[i]), req)).Told()
			}
		}
	}
	if len(told) == 0 {
		return nil
	}
	learned, err := in.Store.Learn(ctx, req.Runner, told, req.DryRun)
	if err != nil {
		return err
	}
	for i, p := range b {
		for leg := range answers[i] {
			r := &answers[i][leg]
			if now, ok := learned[analysis.RecordingKey{Original: p.sum, Leg: leg}]; ok && r.Outcome == analysis.Duplicate {
				r.Reason, r.Run, r.Verdict = now.Reason, now.Run, now.Verdict
			}
		}
	}
	return nil
}
