package web

import (
	"needled/daemon/store"
)

// Deed is what somebody wants with a runner's data.
type Deed string

const (
	See    Deed = "see"
	Change Deed = "change" // what is the runner's alone: check-ins, files, sources, settings, who may see
	Treat  Deed = "treat"  // treatments and the caps set for them
	Remark Deed = "remark" // a clinic's notes
)

// viewer is who asks, as far as that decides what they may see.
type viewer struct {
	SignedIn  bool
	Clinician bool
	Runner    string // whose own runs they are; "" for nobody's
}

// decide is the one place that says what a viewer may see of a runner's data,
// and do with it. consented says that the runner lets this very clinician see
// it now.
//
// The runner sees everything. A clinician who may sees everything but what was
// fetched from Strava, as if that had never come. Nobody else sees anything:
// to them the runner is not there.
func decide(v viewer, d Deed, runner string, consented bool) store.Sight {
	switch {
	case !v.SignedIn || runner == "":
		return store.Nothing
	case v.Runner == runner && d != Remark:
		return store.Whole
	case v.Clinician && consented && d != Change:
		return store.Shared
	}
	return store.Nothing
}
