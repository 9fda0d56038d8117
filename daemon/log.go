package daemon

import (
	"io"
	"log"
	"time"

	"github.com/rs/zerolog"
)

// NewLog writes the log: JSON, one event a line, as journals and collectors
// read it, or text for a person at a terminal. level is as in the settings.
//
// What is logged names runners, files and runs by their names and ids. Tokens,
// addresses of services and positions are never passed to it.
func NewLog(w io.Writer, level string, person, color bool) zerolog.Logger {
	if person {
		w = zerolog.ConsoleWriter{Out: w, NoColor: !color, TimeFormat: time.TimeOnly}
	}
	at, err := zerolog.ParseLevel(level)
	if err != nil {
		at = zerolog.InfoLevel
	}
	return zerolog.New(w).Level(at).With().Timestamp().Logger()
}

// newHTTPLog lets the HTTP server log what goes wrong with connections.
func newHTTPLog(l zerolog.Logger) *log.Logger {
	return log.New(l, "", 0)
}
