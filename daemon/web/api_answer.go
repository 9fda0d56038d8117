package web

import (
	"bytes"
	"net/http"
	"strings"

	"needled/analysis/report"
)

// answer sends a value as JSON: the line the command line prints.
func (v *visit) answer(status int, value any) error {
	var b bytes.Buffer
	if err := report.WriteJSON(&b, value); err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/json")
	v.w.WriteHeader(status)
	writeAll(v.w, b.Bytes())
	return nil
}

// ndjson is a list as the command line prints it: a value a line.
const ndjson = "application/x-ndjson"

// answerList sends what all of a list look like: an array, a value a line, or
// without what makes it an array where that is asked for.
func answerList[T, J any](v *visit, all []T, view func(T) J) error {
	lines := strings.Contains(v.r.Header.Get("Accept"), ndjson)
	var b bytes.Buffer
	if !lines {
		b.WriteString("[")
	}
	for i, item := range all {
		if !lines && i > 0 {
			b.Truncate(b.Len() - 1)
			b.WriteString(",\n")
		}
		if err := report.WriteJSON(&b, view(item)); err != nil {
			return err
		}
	}
	kind := ndjson
	if !lines {
		if len(all) > 0 {
			b.Truncate(b.Len() - 1)
		}
		b.WriteString("]\n")
		kind = "application/json"
	}
	v.w.Header().Set("Content-Type", kind)
	v.w.Header().Add("Vary", "Accept")
	v.w.WriteHeader(http.StatusOK)
	writeAll(v.w, b.Bytes())
	return nil
}

// done answers that something was done of which there is nothing to show.
func (v *visit) done() error {
	v.w.WriteHeader(http.StatusNoContent)
	return nil
}
