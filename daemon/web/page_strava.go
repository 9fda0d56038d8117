package web

import (
	"crypto/subtle"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon/secret"
	"needled/daemon/store"
)

// stravaPart is the connection to Strava.
type stravaPart struct {
	Off       bool // the operator has entered no application
	Connected bool
	Again     bool   // connecting anew may mend it
	Elsewhere bool   // Strava would not send the browser back to here
	Host      string // that has to be registered with the application; ""
	report.SourceView
}

// stravaPart tells of the connection; s is nil where there is nothing to tell.
func (v *visit) stravaPart(s *store.Source, style report.Style) stravaPart {
	redirect, ok := v.stravaRedirect()
	p := stravaPart{Off: v.Service.StravaAddress(redirect, "") == "", Elsewhere: !ok, Host: v.host()}
	if s != nil {
		p.SourceView = v.sourceView(*s, style)
		p.Connected, p.Again = s.State != store.SourceOff, s.State == store.SourceNeedsYou
	}
	return p
}

// stravaRedirect is where Strava is to send the browser back to, and whether
// it does: it knows the host that is registered with the application, and the
// machine the browser runs on.
func (v *visit) stravaRedirect() (redirect string, ok bool) {
	const path = "/sources/strava/callback"
	if v.URL != "" {
		return v.URL + path, true
	}
	host := v.r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return "http://" + v.r.Host + path, host == "localhost" || host == "127.0.0.1"
}

// stravaKey is where a session keeps what Strava's answer has to bring back:
// the state, when it was asked, and where the answer was to go.
const (
	stravaKey     = "strava"
	answersWithin = 10 * time.Minute
)

// outcomeAsked is in the audit log where the runner was sent to Strava and
// hasn't answered yet.
const outcomeAsked = "asked"

// connectStrava sends the runner to Strava, to be asked for leave. It is a
// link since no form may lead to another site; nothing is changed by it but
// what the session waits for.
func (v *visit) connectStrava() error {
	_, _, err := v.view()
	if err != nil {
		return err
	}
	if v.r.Header.Get("Sec-Fetch-Site") == "cross-site" { // a link of another's, though it changes something
		return errCrossOrigin
	}
	redirect, ok := v.stravaRedirect()
	if !ok {
		return errStravaElsewhere
	}
	state := secret.NewToken()
	address := v.Service.StravaAddress(redirect, state)
	if address == "" {
		return errStravaOff
	}
	v.noteOutcome(outcomeAsked)
	v.sessions.Put(v.ctx(), stravaKey, strings.Join([]string{state, strconv.FormatInt(v.Now().Unix(), 10), redirect}, " "))
	return v.goTo(address)
}

var (
	errStravaOff       = &pageError{http.StatusConflict, "Strava is off", "Whoever runs this needled has to enter an API application of Strava's in the settings first."}
	errStravaElsewhere = &pageError{http.StatusConflict, "Strava can't send you back here", "It sends browsers back only to the address registered with the application, or to the very machine the browser runs on. " +
		"Whoever runs needled sets daemon.url to the address people use, and registers its host at strava.com/settings/api; or open needled on the machine it runs on, at 127.0.0.1."}
	errStravaStray = &pageError{http.StatusBadRequest, "That answer belongs to no question of needled's", "It was used already, came too late, or was asked for in another browser. " +
		"Nothing was changed by it. To connect, begin again under Sources."}
)

// stravaAnswers is where Strava sends the browser with the runner's answer.
func (v *visit) stravaAnswers() error {
	_, r, err := v.view()
	if err != nil {
		return err
	}
	answer := v.r.URL.Query()
	redirect, ok := v.awaitedAnswer(answer.Get("state"))
	if !ok {
		return errStravaStray
	}
	warning, err := v.Service.ConnectStrava(v.ctx(), r.Name, redirect, answer)
	if refused, is := errors.AsType[*RefusedError](err); is {
		v.noteOutcome(store.OutcomeMistaken)
		v.flash(refused.Text)
		return v.goTo("/sources")
	}
	if err != nil {
		return err
	}
	v.flash(strings.TrimSpace("Connected: your runs come from Strava from now on. The first are being fetched. " + warning))
	return v.goTo("/sources")
}

// awaitedAnswer says whether an answer is the one that this session waits for,
// and where it was to go. It is waited for once.
func (v *visit) awaitedAnswer(state string) (redirect string, ok bool) {
	waits := strings.SplitN(v.sessions.GetString(v.ctx(), stravaKey), " ", 3)
	if len(waits) != 3 || subtle.ConstantTimeCompare([]byte(state), []byte(waits[0])) != 1 {
		return "", false
	}
	v.sessions.Remove(v.ctx(), stravaKey)
	asked, err := strconv.ParseInt(waits[1], 10, 64)
	return waits[2], err == nil && v.Now().Sub(time.Unix(asked, 0)).Abs() <= answersWithin
}

// disconnectPage asks whether everything that came from Strava is to go.
type disconnectPage struct {
	Only int // runs that nothing else tells of
}

func (v *visit) askToDisconnect() error {
	view, _, err := v.view()
	if err != nil {
		return err
	}
	runs, err := view.Runs(v.ctx(), store.Filter{AllSports: true})
	if err != nil {
		return err
	}
	p := disconnectPage{}
	for _, e := range runs {
		if e.Run.Provenance == analysis.StravaAPI {
			p.Only++
		}
	}
	return v.render("disconnect", "Disconnect Strava", p)
}

func (v *visit) disconnectStrava() error {
	_, r, err := v.view()
	if err != nil {
		return err
	}
	note, err := v.Service.DisconnectStrava(v.ctx(), r.Name)
	if err != nil {
		return err
	}
	v.flash(strings.TrimSpace("Disconnected. What came from Strava was removed; files you gave needled stay. " + note))
	return v.goTo("/sources")
}

// host is the name of the site's public address; "" without one.
func (s *Site) host() string {
	u, err := url.Parse(s.URL)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
