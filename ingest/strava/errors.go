package strava

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Fault is the kind of a failure of Strava's, or on the way to it.
type Fault string

const (
	Unreachable       Fault = "unreachable"        // no whole answer: it hangs, the connection was cut, the machine is offline
	ServerFault       Fault = "server-fault"       // 5xx
	Malformed         Fault = "malformed"          // an answer that can't be read
	RateLimited       Fault = "rate-limited"       // the limit is reached, or would be
	NotFound          Fault = "not-found"          // 404
	Unauthorized      Fault = "unauthorized"       // the access token is not accepted
	MissingPermission Fault = "missing-permission" // the runner gave no leave to this
	Inactive          Fault = "inactive"           // the application was switched off
	WrongApp          Fault = "wrong-app"          // its client id or secret is not accepted
	WrongAddress      Fault = "wrong-address"      // an address in the settings is none, or Strava has moved
	Dead              Fault = "dead"               // the refresh token is not accepted: the runner has to connect again
	Refused           Fault = "refused"            // any other refusal
	Unstored          Fault = "unstored"           // a renewed token could not be stored, and is kept in memory
)

// Error is a failure of Strava's, or on the way to it. It holds no token.
type Error struct {
	Fault  Fault
	Doing  string // what was being done, "listing activities"
	Status int    // of the answer, 0 without one
	Reason string // what is known of the cause; "" for nothing more
	Until  time.Time
	Cause  error // of an Unstored, what the store said
}

func (e *Error) Error() string {
	s := fmt.Sprintf("%s on Strava: %s", e.Doing, strings.ReplaceAll(string(e.Fault), "-", " "))
	if e.Status != 0 {
		s += fmt.Sprintf(" (status %d)", e.Status)
	}
	if e.Reason != "" {
		s += ": " + e.Reason
	}
	return s
}

func (e *Error) Unwrap() error { return e.Cause }

// answered is nil for an answer that says all is well, else what it says.
func answered(doing string, status int, body []byte) error {
	if status >= 200 && status < 300 {
		return nil
	}
	e := &Error{Fault: Refused, Doing: doing, Status: status}
	complaints := complaintsOf(body)
	switch {
	case status >= 500:
		e.Fault = ServerFault
	case status >= 300 && status < 400:
		e.Fault, e.Reason = WrongAddress, "it sends needled on to another address"
	case complaints.about("Application", "Status", "Inactive"):
		e.Fault = Inactive
	case status == http.StatusUnauthorized && complaints.permission():
		e.Fault = MissingPermission
	case status == http.StatusUnauthorized:
		e.Fault = Unauthorized
	case status == http.StatusNotFound:
		e.Fault = NotFound
	case status == http.StatusTooManyRequests:
		e.Fault = RateLimited
	}
	return e
}

// complaints are what Strava lists as wrong with a request.
type complaints []complaint

type complaint struct{ Resource, Field, Code string }

// complaintsOf reads the body of a refusal; none where it lists nothing.
func complaintsOf(body []byte) complaints {
	var fault struct{ Errors json.RawMessage }
	var all complaints
	if json.Unmarshal(body, &fault) != nil || json.Unmarshal(fault.Errors, &all) != nil {
		return nil
	}
	return all
}

// about says whether one is of that resource, field and code; "" stands for
// any.
func (cs complaints) about(resource, field, code string) bool {
	fits := func(want, is string) bool { return want == "" || strings.EqualFold(want, is) }
	for _, c := range cs {
		if fits(resource, c.Resource) && fits(field, c.Field) && fits(code, c.Code) {
			return true
		}
	}
	return false
}

func (cs complaints) permission() bool {
	for _, c := range cs {
		if strings.EqualFold(c.Code, "missing") && strings.HasSuffix(c.Field, "permission") {
			return true
		}
	}
	return false
}
