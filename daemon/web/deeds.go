package web

import (
	"slices"
	"strings"

	"needled/daemon/store"
)

// deeds are what the audit log calls what people do, by the alphabet.
func deeds() []string {
	all := []string{store.DeedGrant, store.DeedViewCalendar, store.DeedDisablePerson, store.DeedEnablePerson, "view patients"}
	for _, r := range routes() {
		if r.log != "" {
			all = append(all, r.log)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// pastOf puts a deed as something that was done: "looked at a run".
func pastOf(deed string) string {
	verb, what, _ := strings.Cut(deed, " ")
	past, known := map[string]string{"view": "looked at", "export": "took away", "add": "added", "edit": "changed", "remove": "removed", "make": "made", "withdraw": "ended"}[verb]
	if !known {
		return deed
	}
	if thing, known := map[string]string{
		"patient": "your patient page", "today": "your day", "runs": "your runs", "run": "a run", "treatments": "your treatments",
		"treatment": "a treatment", "progress": "your progress", "report": "a recovery report", "recovery": "a recovery report",
		"calendar": "your calendar", "check-ins": "your check-ins", "note": "a note", "password link": "a link for a new password of yours", "original": "a file of a run", "access": "that a clinician may see your runs",
	}[what]; known {
		what = thing
	}
	return past + " " + what
}
