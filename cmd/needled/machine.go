package main

import (
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/term"
)

// machine is what the program has of the world around it.
type machine struct {
	in       io.Reader
	out, err io.Writer
	env      []string
	now      func() time.Time
	inTTY    bool                    // a person types
	outTTY   bool                    // a person reads the data
	errTTY   bool                    // a person reads the progress
	hangup   func() <-chan os.Signal // from then on SIGHUP ends nothing, but comes here
	width    int                     // columns of the terminal, 0 without one
	errWidth int                     // columns of the one the progress goes to, 0 without one
}

func thisMachine() machine {
	m := machine{
		in: os.Stdin, out: os.Stdout, err: os.Stderr,
		env: os.Environ(), now: time.Now,
		inTTY:  term.IsTerminal(int(os.Stdin.Fd())),
		outTTY: term.IsTerminal(int(os.Stdout.Fd())),
		errTTY: term.IsTerminal(int(os.Stderr.Fd())),
	}
	m.hangup = func() <-chan os.Signal {
		hangup := make(chan os.Signal, 1)
		signal.Notify(hangup, syscall.SIGHUP)
		return hangup
	}
	if m.outTTY {
		if w, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil {
			m.width = w
		}
	}
	if m.errTTY {
		if w, _, err := term.GetSize(int(os.Stderr.Fd())); err == nil {
			m.errWidth = w
		}
	}
	return m
}

// getenv is the value of an environment variable, "" when it is not set.
func (m machine) getenv(name string) string {
	value := ""
	for _, e := range m.env {
		if len(e) > len(name) && e[len(name)] == '=' && e[:len(name)] == name {
			value = e[len(name)+1:]
		}
	}
	return value
}
