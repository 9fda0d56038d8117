package web

import (
	"context"
	"net/http"

	"needled/daemon/store"
)

// deedDone is what a visit does with somebody's data, for the audit log.
type deedDone struct {
	whose   string
	object  string // "" for what the address names
	unnamed bool   // what the address names mustn't stay in the log
	outcome string // "" as the answer turns out
}

// noting sends an answer, once what the visit did is in the audit log: with
// what came of it, and before anybody has seen anything. What can't be noted
// isn't shown.
type noting struct {
	http.ResponseWriter
	v       *visit
	begun   bool
	unnoted bool // the log couldn't be written
}

func (n *noting) WriteHeader(status int) {
	if n.begun || status < 200 {
		if !n.begun {
			n.ResponseWriter.WriteHeader(status)
		}
		return
	}
	n.begun = true
	if err := n.v.noteDeed(status); err != nil {
		n.unnoted = true
		n.v.Log.Error().Err(err).Str("page", n.v.route.pattern).Msg("what was done can't be written into the audit log; it isn't shown")
		clear(n.Header())
		http.Error(n.ResponseWriter, "needled can't write into its audit log just now, and shows nothing that it can't note. Try again in a moment.", http.StatusServiceUnavailable)
		return
	}
	n.ResponseWriter.WriteHeader(status)
}

func (n *noting) Write(b []byte) (int, error) {
	n.WriteHeader(http.StatusOK)
	if n.unnoted {
		return len(b), nil
	}
	return n.ResponseWriter.Write(b)
}

// Unwrap is for http.ResponseController.
func (n *noting) Unwrap() http.ResponseWriter { return n.ResponseWriter }

// noteDeed notes what the visit did, by how it is answered.
func (v *visit) noteDeed(status int) error {
	d := v.deed
	if d == nil {
		return nil
	}
	v.deed = nil
	if d.outcome == "" {
		d.outcome = outcomeOf(status)
	}
	// What was named but isn't there, or isn't to be seen, may be a guess.
	if d.object == "" && !d.unnamed && d.outcome == store.OutcomeOK {
		d.object = v.object()
	}
	return v.audit(v.route.log, d.whose, d.object, d.outcome)
}

// outcomeOf is what came of a deed that is answered so.
func outcomeOf(status int) string {
	switch {
	case status >= http.StatusInternalServerError:
		return store.OutcomeFailed
	case status >= http.StatusBadRequest:
		return store.OutcomeMistaken
	}
	return store.OutcomeOK
}

// noteObject says what was made or changed, where the address doesn't name it.
func (v *visit) noteObject(id string) {
	if v.deed != nil {
		v.deed.object = id
	}
}

// noteSharedRun names a run in the audit log, unless it is known from Strava
// alone: the log stays, and others read it.
func (v *visit) noteSharedRun(runner, id string) error {
	_, err := v.Store.View(runner, store.Shared).Run(v.ctx(), id)
	if v.deed != nil {
		v.deed.object, v.deed.unnamed = id, false
		if err != nil {
			v.deed.object, v.deed.unnamed = "", true
		}
	}
	if store.IsKind(err, store.NotFound) {
		return nil
	}
	return err
}

// noteOutcome says what came of it, where the answer doesn't tell.
func (v *visit) noteOutcome(outcome string) {
	if v.deed != nil {
		v.deed.outcome = outcome
	}
}

// lasting is the context to note in: that whoever asked is gone doesn't keep
// what they did out of the log.
func (v *visit) lasting() context.Context { return context.WithoutCancel(v.r.Context()) }

// turnedBack notes that somebody asked for what isn't for them. Few lines are
// spent on it, since one person could fill the log.
func (v *visit) turnedBack() error {
	if v.route.log == "" || v.person == nil || !v.doors.AllowN(v.Now(), 1) {
		return nil
	}
	whose := v.r.PathValue("runner")
	if whose == "" && v.route.deed != "" {
		whose = v.person.Runner
	}
	return v.audit(v.route.log, whose, "", store.OutcomeRefused)
}
