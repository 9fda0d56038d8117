package web

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"

	"needled/analysis/report"
)

var (
	errNoToken    = &pageError{http.StatusUnauthorized, "No token", "Send a token in the header Authorization, as \"Bearer TOKEN\". Make one under Settings."}
	errToken      = &pageError{http.StatusUnauthorized, "Wrong token", "There is no such token for this: it was revoked, it is for something else, or its account is disabled. Make another under Settings."}
	errManyTokens = &pageError{http.StatusTooManyRequests, "Too many wrong tokens", "Too many wrong tokens came from where you are. Wait a minute, and see which of your programs sends one that was revoked."}
	errMethod     = &pageError{http.StatusMethodNotAllowed, "Another method", "This address doesn't answer that method; the header Allow lists those it does."}
	errMediaType  = &pageError{http.StatusUnsupportedMediaType, "No JSON", "Send the body as JSON, with the header Content-Type: application/json."}
)

// bad is what is wrong with how something was asked: with its form.
func bad(format string, args ...any) error {
	return &pageError{http.StatusBadRequest, "Asked wrongly", fmt.Sprintf(format, args...)}
}

// impossible is what is wrong with what was asked.
func impossible(format string, args ...any) error {
	return &pageError{http.StatusUnprocessableEntity, "That can't be so", fmt.Sprintf(format, args...)}
}

// errorCodes name errors for programs, by status.
var errorCodes = map[int]string{
	http.StatusBadRequest:            "bad_request",
	http.StatusUnauthorized:          "unauthorized",
	http.StatusForbidden:             "forbidden",
	http.StatusNotFound:              "not_found",
	http.StatusMethodNotAllowed:      "method_not_allowed",
	http.StatusConflict:              "conflict",
	http.StatusRequestEntityTooLarge: "too_large",
	http.StatusUnsupportedMediaType:  "not_json",
	http.StatusMisdirectedRequest:    "wrong_host",
	http.StatusUnprocessableEntity:   "invalid",
	http.StatusTooManyRequests:       "too_many_requests",
	http.StatusInternalServerError:   "internal",
	http.StatusServiceUnavailable:    "unavailable",
	http.StatusInsufficientStorage:   "no_room",
}

// errorJSON is what the API answers when it doesn't do what was asked.
type errorJSON struct {
	Error errorText `json:"error"`
}

type errorText struct {
	Code string `json:"code"`
	Text string `json:"text"` // what is wrong, and what to do
}

// tellError answers a program with an error.
func (v *visit) tellError(e *pageError) {
	switch {
	case e.status == http.StatusTooManyRequests:
		v.w.Header().Set("Retry-After", "60")
	case e.status == http.StatusUnauthorized:
		challenge := `Bearer realm="needled"`
		if e == errToken {
			challenge += `, error="invalid_token"`
		}
		v.w.Header().Set("WWW-Authenticate", challenge)
	}
	writeError(v.w, e)
}

// writeError writes an error as the API does.
func writeError(w http.ResponseWriter, e *pageError) {
	told := errorJSON{errorText{errorCodes[e.status], e.text}}
	if e.status >= http.StatusInternalServerError || e == errNotFound || e.status == http.StatusRequestEntityTooLarge {
		told.Error.Text = e.title + ". " + e.text
	}
	var b bytes.Buffer
	if err := report.WriteJSON(&b, told); err != nil {
		panic(errors.New("an error of two texts is no JSON")) // can't be
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(e.status)
	writeAll(w, b.Bytes())
}
