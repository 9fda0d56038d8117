package web

import (
	"errors"
	"net/http"

	"needled/daemon/store"
)

// pageError is an error as somebody who asked is told it.
type pageError struct {
	status int
	title  string
	text   string // what is wrong, and what to do
}

func (e *pageError) Error() string { return e.title }

var (
	errNotFound    = &pageError{http.StatusNotFound, "There is nothing here", "The address is wrong, or what was here is gone or not shared with you."}
	errCrossOrigin = &pageError{http.StatusForbidden, "That came from another site", "Another site tried to do this in your name, or the address you use isn't the one needled knows. Open needled by its own address and try again."}
	errHost        = &pageError{http.StatusMisdirectedRequest, "That is another's name", "needled doesn't answer under this name. If it is right, set daemon.url to the address people use."}
	errMalformed   = &pageError{http.StatusBadRequest, "That can't be read as a form", "What was sent isn't a form as a browser sends it. Go back, load the page anew and try again."}
	errTooLarge    = &pageError{http.StatusRequestEntityTooLarge, "That is too large", "Less fits in here. Shorten it and try again."}
)

// pageErrorOf is what to tell of an error. What is needled's own fault is told
// without its text, which stays in the log.
func pageErrorOf(err error) *pageError {
	if e, ok := errors.AsType[*pageError](err); ok {
		return e
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return errTooLarge
	}
	if e, ok := errors.AsType[*store.Error](err); ok {
		switch e.Kind {
		case store.NotFound:
			return errNotFound
		case store.Conflict:
			return &pageError{http.StatusConflict, "That can't be done as things are", e.Text}
		case store.Invalid:
			return &pageError{http.StatusUnprocessableEntity, "That can't be so", e.Text}
		case store.Unavailable:
			return &pageError{http.StatusServiceUnavailable, "needled can't reach its store just now", "Try again in a moment."}
		}
	}
	return &pageError{http.StatusInternalServerError, "Something went wrong in needled", "It was noted in the log. Try again; if it stays, tell whoever runs this needled."}
}
