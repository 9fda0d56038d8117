package strava

import (
	"errors"
	"fmt"
	"time"
)

// faultOf is the fault of an error, "" where it is none of Strava's.
func faultOf(err error) Fault {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Fault
	}
	return ""
}

// goesOn ends the sentences about what passes by itself.
const goesOn = " needled tries again by itself; nothing is lost."

// conclude says in a Result what a failure means to a person.
func (e *Error) conclude(r *Result, now time.Time) {
	r.State, r.Detail = e.meaning()
	if r.State == Waiting && e.Until.After(now) {
		r.Until = new(e.Until)
	}
}

// meaning is the state a failure leaves the source in, and the sentences for
// it.
func (e *Error) meaning() (State, string) {
	switch e.Fault {
	case Unreachable:
		return Waiting, sentence("Strava can't be reached: "+e.Reason) + goesOn
	case ServerFault:
		return Waiting, fmt.Sprintf("Strava has a fault of its own (status %d).", e.Status) + goesOn
	case Malformed:
		return Waiting, "Strava's answer can't be read; it is damaged or of a new kind." + goesOn
	case RateLimited:
		if e.Until.IsZero() {
			return Waiting, "Strava asks to be left alone for a while." + goesOn
		}
		return Waiting, "What Strava lets this application read is used up until " + clock(e.Until) + "." + goesOn
	case Inactive:
		return NeedsYou, "Strava has switched the API application off: its owner's subscription has lapsed. " +
			"Renew it, and look at strava.com/settings/api; importing files goes on meanwhile."
	case WrongApp:
		return NeedsYou, "Strava doesn't know the API application: correct client_id and client_secret under [strava] in the settings, " +
			"from strava.com/settings/api."
	case WrongAddress, NotFound:
		return NeedsYou, "Strava isn't found at the address in the settings: correct the addresses under [strava], " +
			"or remove them to have the usual ones."
	case MissingPermission:
		return NeedsYou, "The leave to read activities is missing on Strava: run `needled connect strava` again and leave the boxes ticked."
	case Unauthorized:
		return NeedsYou, "Strava refuses access though it was renewed: run `needled connect strava` again."
	case Dead:
		return NeedsYou, "The connection to Strava is at an end: the leave was withdrawn, or its key is no longer accepted. " +
			"What had come from Strava was removed here. To connect again, run `needled connect strava`."
	case Unstored:
		return NeedsYou, "The renewed key to Strava could not be stored. It is kept in memory and stored before it is used, " +
			"but lost if needled stops first: make room on the disk that holds needled's data, and see that it can be written."
	}
	return Waiting, fmt.Sprintf("Strava refuses to answer (status %d).", e.Status) + goesOn
}

// connecting says what a failure means to somebody who is just connecting.
func (e *Error) connecting() string {
	switch e.Fault {
	case Dead:
		return "Strava's answer was used before or is too old; nothing was connected. Try again"
	case Unreachable, ServerFault, Malformed, RateLimited, Refused:
		return "Strava gave no access just now (" + e.Error() + "); nothing was connected. Try again later"
	}
	_, detail := e.meaning()
	return detail[:len(detail)-1]
}

// outcome tells what a pass that went well came to.
func (p *pass) outcome() string {
	day := "2 January"
	if p.from.Year() != p.now.UTC().Year() {
		day += " 2006"
	}
	s := fmt.Sprintf("%s since %s", count(p.result.Listed, "activity"), p.from.Format(day))
	if p.result.Removed > 0 {
		s += fmt.Sprintf("; %d gone from Strava and removed here", p.result.Removed)
	}
	if p.again != nil {
		s += "; samples that Strava hasn't ready are looked for again at " + clock(*p.again)
	}
	return s + "."
}

// clock is an instant as it stands in a sentence.
func clock(at time.Time) string { return at.UTC().Format("15:04 UTC on 2 January") }

// count is a number of things.
func count(n int, thing string) string {
	switch {
	case n == 1:
		return "1 " + thing
	case thing[len(thing)-1] == 'y':
		return fmt.Sprintf("%d %sies", n, thing[:len(thing)-1])
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
