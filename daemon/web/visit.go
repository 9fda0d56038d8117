package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"

	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon/store"
)

// visit is one request.
type visit struct {
	*Site
	w      http.ResponseWriter
	r      *http.Request
	route  route
	person *store.Person // nil: nobody is signed in
	deed   *deedDone     // to be noted with what comes of it; nil: nothing
}

// most is how long a body may be, in bytes, where it holds no files.
const most = 256 << 10

// serve answers a route.
func (s *Site) serve(to route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &visit{Site: s, r: r, route: to}
		answer := &noting{ResponseWriter: w, v: v}
		v.w = answer
		if !to.big {
			r.Body = http.MaxBytesReader(w, r.Body, most)
		}
		err := v.identify()
		if err == nil {
			if err = v.admit(); err == errNotFound {
				err = cmp.Or(v.turnedBack(), err)
			}
		}
		if err == nil {
			err = to.do(v)
		}
		if err != nil {
			v.fail(err)
		}
		if !answer.begun { // an empty answer, or nobody waits for it any more
			status := http.StatusOK
			if err != nil {
				status = pageErrorOf(err).status
			}
			answer.WriteHeader(status)
		}
	})
}

// identify finds out who is asking.
func (v *visit) identify() error {
	if v.route.api {
		return v.identifyByToken()
	}
	ctx := v.r.Context()
	id := v.sessions.GetString(ctx, personKey)
	if id == "" {
		return nil
	}
	p, err := v.Store.Person(ctx, id)
	if store.IsKind(err, store.NotFound) || err == nil && p.Disabled != nil {
		return v.sessions.Destroy(ctx)
	}
	if err == nil {
		v.person = &p
	}
	return err
}

// admit lets in only whom the address is for.
func (v *visit) admit() error {
	p := v.person
	switch {
	case v.route.who == anybody:
		return nil
	case p == nil:
		return errSignIn
	case v.route.who == aRunner && p.Runner == "", v.route.who == aClinician && !p.Clinician, v.route.who == anAdmin && !p.Admin:
		return errNotFound
	}
	return nil
}

// errSignIn sends whoever isn't signed in to where they can.
var errSignIn = errors.New("not signed in")

// fail tells what went wrong.
func (v *visit) fail(err error) {
	if errors.Is(err, errSignIn) {
		to := "/login"
		if v.r.Method == http.MethodGet && v.r.URL.Path != "/" {
			to += "?" + url.Values{"next": {v.r.URL.RequestURI()}}.Encode()
		}
		http.Redirect(v.w, v.r, to, http.StatusSeeOther)
		return
	}
	if v.r.Context().Err() != nil {
		return // nobody is waiting any more
	}
	e := pageErrorOf(err)
	if e.status == http.StatusInternalServerError || e.status == http.StatusServiceUnavailable {
		v.Log.Error().Err(err).Str("page", v.route.pattern).Msg("a page failed")
	}
	if v.route.api {
		v.tellError(e)
		return
	}
	if err := v.renderStatus(e.status, "error", e.title, e.text); err != nil {
		v.Log.Error().Err(err).Msg("the page that tells of an error failed")
		http.Error(v.w, e.title, e.status)
	}
}

// subject is the runner that the visit is about: the one named in the path,
// else the person's own.
func (v *visit) subject() string {
	if name := v.r.PathValue("runner"); name != "" {
		return name
	}
	if v.person == nil {
		return ""
	}
	return v.person.Runner
}

// others says whether the visit is about another than the person's own data,
// so that the page stands under /patients/.
func (v *visit) others() bool { return v.r.PathValue("runner") != "" }

// base is what stands before the paths of a runner's pages: "" for the
// runner, "/patients/NAME" for a clinician.
func (v *visit) base() string {
	if !v.others() {
		return ""
	}
	return "/patients/" + url.PathEscape(v.subject())
}

// view is the data the visit is about, as the person may see them; nothing
// gets at them in another way. When it is of somebody else, or changes
// something, it is noted in the audit log with what comes of it; what is only part of a page, as a chart
// is, when it is refused: the look was noted with its page. To who may see
// nothing the answer is as for a runner who isn't there.
func (v *visit) view() (*store.View, analysis.Runner, error) {
	ctx, name := v.r.Context(), v.subject()
	sight, err := v.sight(ctx, v.route.deed, name)
	if err != nil {
		return nil, analysis.Runner{}, err
	}
	noted := v.others() || v.route.deed != See
	if v.route.part {
		noted = sight == store.Nothing
	}
	if noted {
		v.deed = &deedDone{whose: name}
	}
	if sight == store.Nothing {
		v.noteOutcome(store.OutcomeRefused)
		return nil, analysis.Runner{}, errNotFound
	}
	view := v.Store.View(name, sight)
	r, err := view.Runner(ctx)
	return view, r, err
}

// sight asks decide, with what it has to know.
func (v *visit) sight(ctx context.Context, d Deed, runner string) (store.Sight, error) {
	p := v.person
	if p == nil {
		return store.Nothing, nil
	}
	consented := false
	if p.Clinician && runner != "" && p.Runner != runner {
		var err error
		if consented, err = v.Store.Consented(ctx, runner, p.ID); err != nil {
			return store.Nothing, err
		}
	}
	return decide(viewer{SignedIn: true, Clinician: p.Clinician, Runner: p.Runner}, d, runner, consented), nil
}

// object is what of a runner's the visit is about, for the audit log.
func (v *visit) object() string {
	for _, name := range []string{"id", "treatment", "person"} {
		if id := v.r.PathValue(name); id != "" {
			return id
		}
	}
	return ""
}

// audit notes in the log that lasts what the person did, and with what
// outcome.
func (v *visit) audit(deed, whose, object, outcome string) error {
	a := store.Audit{At: v.Now(), Deed: deed, Whose: whose, Object: object, From: v.from(v.r), Outcome: outcome}
	if v.person != nil {
		a.Who, a.WhoName = v.person.ID, v.person.Name
	}
	return v.Store.AddAudit(v.lasting(), a)
}

// style is how a runner's figures are shown: in the runner's units and zone,
// whoever looks. To others it speaks of the runner.
func (v *visit) style(r analysis.Runner) report.Style {
	s := report.Style{Units: r.Units, Zone: r.Location(), Third: v.others()}
	if s.Units == "" {
		s.Units = v.Units
	}
	return s
}

// goTo sends the browser on, after something was done.
func (v *visit) goTo(path string) error {
	http.Redirect(v.w, v.r, path, http.StatusSeeOther)
	return nil
}

// flash is told once, on the next page.
func (v *visit) flash(text string) { v.sessions.Put(v.r.Context(), flashKey, text) }

func (v *visit) ctx() context.Context { return v.r.Context() }
