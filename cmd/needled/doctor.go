package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
)

// check is one line of the doctor's.
type check struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"` // what was found, and when not ok what to do
}

func (a *app) doctorCommand() *cobra.Command {
	return &cobra.Command{Use: "doctor", Short: "Check settings, store, folders and clock; say what to do", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			checks, err := a.examine(cmd.Context())
			for _, c := range checks {
				if a.flags.json {
					if err := a.printJSON(c); err != nil {
						return err
					}
					continue
				}
				word := "ok     "
				if !c.OK {
					word = "trouble"
				}
				if !c.OK || !a.flags.quiet {
					fmt.Fprintln(a.out, a.plain().Wrapped(fmt.Sprintf("%s  %-9s ", word, c.Name), c.Detail))
				}
			}
			return err
		}}
}

// examine looks at one thing after another. Trouble with settings or store
// ends it, and is the error that decides the exit code.
func (a *app) examine(ctx context.Context) (checks []check, err error) {
	note := func(name string, ok bool, format string, args ...any) {
		checks = append(checks, check{name, ok, fmt.Sprintf(format, args...)})
	}
	if err := a.configure(); err != nil {
		note("settings", false, "invalid; see below")
		return checks, err
	}
	file := a.config.File
	if file == "" {
		file = "none, defaults are in force"
	}
	note("settings", true, "file: %s", file)
	note("protocol", true, "%s %s, %d numbers", a.protocol.Name, a.protocol.Version, len(a.protocol.Numbers))
	if err := a.openAt(ctx, a.config.DatabaseURL()); err != nil {
		note("store", false, "can't be used; see below")
		return checks, err
	}
	if err := a.st.Check(ctx); err != nil {
		note("store", false, "%v", err)
		return checks, err
	}
	stats, err := a.st.Stats(ctx)
	if err != nil {
		return checks, err
	}
	note("store", true, "%s: %d runs from %d originals, %.1f MB", a.config.Data, stats.Runs, stats.Originals, float64(stats.Bytes)/1e6)
	newest, err := a.newestRun(ctx)
	if err != nil {
		return checks, err
	}
	a.examineClock(note, newest)
	a.examineFolders(note)
	return checks, nil
}

func (a *app) newestRun(ctx context.Context) (newest time.Time, err error) {
	runners, err := a.st.Runners(ctx)
	if err != nil {
		return newest, err
	}
	for _, r := range runners {
		h, err := a.st.History(ctx, r.Name, a.now().AddDate(0, 0, -60))
		if err != nil {
			return newest, err
		}
		for _, run := range h.Runs {
			if run.Doubt == "" && run.Start.After(newest) {
				newest = run.Start
			}
		}
	}
	return newest, nil
}

func (a *app) examineClock(note func(string, bool, string, ...any), newest time.Time) {
	now := a.now()
	shown := now.In(a.config.Zone).Format("Mon 2 Jan 2006 15:04 MST")
	switch {
	case now.Year() < 2026:
		note("clock", false, "%s lies before needled was made; set this machine's clock", shown)
	case newest.After(now):
		note("clock", false, "%s, but a run started later, at %s; set this machine's clock", shown, newest.Format(time.RFC3339))
	default:
		note("clock", true, "%s", shown)
	}
}

func (a *app) examineFolders(note func(string, bool, string, ...any)) {
	if len(a.config.Watch) == 0 {
		note("folders", true, "none watched; runs come in by needled ingest")
	}
	for _, w := range a.config.Watch {
		found, err := filepath.Glob(w.Path)
		if err != nil {
			note("folders", false, "%s is no pattern: %v", w.Path, err)
			continue
		}
		if len(found) == 0 {
			note("folders", true, "%s is not there now; it is looked for again when a device is plugged in", w.Path)
		}
		for _, folder := range found {
			if _, err := os.ReadDir(folder); errors.Is(err, os.ErrPermission) {
				note("folders", false, "%s may not be read; give needled's user the right to read it", folder)
			} else if err != nil {
				note("folders", false, "%s can't be read: %v", folder, err)
			} else {
				note("folders", true, "%s, for runner %s", folder, w.Runner)
			}
		}
	}
}
