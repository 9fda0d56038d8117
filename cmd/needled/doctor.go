package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"needled/configs"
	"needled/daemon"
	"needled/daemon/secret"
	"needled/daemon/store"
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
	if text := a.parts(zerolog.Nop()).SecretsExposed(); text != "" {
		note("secrets", false, "%s", text)
	}
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
	note("store", true, "%s: %s from %s, %.1f MB", a.config.Data, plural(stats.Runs, "run"), plural(stats.Originals, "original"), float64(stats.Bytes)/1e6)
	people, err := a.st.People(ctx)
	if err != nil {
		return checks, err
	}
	switch err := a.st.CheckAudit(ctx); {
	case store.IsKind(err, store.Conflict):
		note("audit log", false, "%v", err)
	case err != nil:
		return checks, err
	case len(people) > 0:
		note("audit log", true, "its lines fit one another")
	}
	newest, err := a.newestRun(ctx)
	if err != nil {
		return checks, err
	}
	a.examineClock(note, newest)
	a.examineFolders(ctx, note)
	a.examineStrava(ctx, note)
	a.examineMessages(ctx, note)
	a.examineDaemon(ctx, note)
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

func (a *app) examineFolders(ctx context.Context, note func(string, bool, string, ...any)) {
	if len(a.config.Watch) == 0 {
		note("folders", true, "none watched; runs come in by needled ingest")
	}
	for _, w := range a.config.Watch {
		if _, err := a.st.Runner(ctx, w.Runner); err != nil && w.Runner != "me" {
			note("folders", false, "%s is for runner %s, who is not known: needled runner add %s", w.Path, w.Runner, w.Runner)
			continue
		}
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
			} else if kept := a.folderInNeed(ctx, w); kept != nil {
				note("folders", false, "%s; so it was on %s", kept.Detail, a.dayAndTime(*kept.LastTry))
				break
			} else {
				note("folders", true, "%s, for runner %s", folder, w.Runner)
			}
		}
	}
}

// folderInNeed is what is kept of a watched folder that needs the user: what
// was found deeper in it, say. Nil when all was well, or nobody looked yet.
func (a *app) folderInNeed(ctx context.Context, w configs.Watch) *store.Source {
	sources, err := a.parts(zerolog.Nop()).Sources(ctx, w.Runner)
	if err != nil {
		return nil // what is wrong with the store is told elsewhere
	}
	for _, source := range sources {
		if source.Name == daemon.SourceWatch+" "+w.Path && source.State == store.SourceNeedsYou && source.LastTry != nil {
			return &source
		}
	}
	return nil
}

// dayAndTime is a moment by the clock of the settings.
func (a *app) dayAndTime(t time.Time) string { return t.In(a.config.Zone).Format("Mon 2 Jan 15:04") }

// examineStrava looks at the application, the key, and each connection.
func (a *app) examineStrava(ctx context.Context, note func(string, bool, string, ...any)) {
	c := a.config.Strava
	switch {
	case c.ClientID == "" && !c.ClientSecret.IsSet():
		note("strava", true, "off; it needs an API application of your own, see [strava] in the settings")
		return
	case !c.On():
		note("strava", false, "the settings have only one of strava.client_id and strava.client_secret; give both, or neither")
		return
	}
	if _, err := secret.Open(secret.Options{File: a.config.Daemon.SecretKeyFile, Credential: a.config.Daemon.SecretKeyCredential}); err != nil {
		note("strava", false, "%v", err)
		return
	}
	accounts, err := a.st.StravaAccounts(ctx)
	if err != nil {
		note("strava", false, "%v", err)
		return
	}
	if len(accounts) == 0 {
		note("strava", true, "set up, nobody is connected; needled connect strava does it")
	}
	for _, account := range accounts {
		sources, err := a.st.Sources(ctx, account.Runner)
		if err != nil {
			note("strava", false, "%v", err)
			return
		}
		for _, source := range sources {
			if source.Name == daemon.SourceStrava {
				note("strava", source.State != store.SourceNeedsYou, "%s: %s, %s", account.Runner, source.State, source.Detail)
			}
		}
	}
}

func (a *app) examineMessages(ctx context.Context, note func(string, bool, string, ...any)) {
	if len(a.config.Notify.URLs) == 0 {
		note("messages", true, "nobody is told; name addresses under [notify] in the settings")
		return
	}
	services, err := daemon.MessageServices(a.config.Notify)
	if err != nil {
		for line := range strings.Lines(err.Error()) {
			note("messages", false, "%s", strings.TrimSpace(line))
		}
		return
	}
	switch astray, err := a.parts(zerolog.Nop()).MessagesAstray(ctx); {
	case err != nil:
		note("messages", false, "%v", err)
		return
	case astray != "":
		note("messages", false, "%s", astray)
		return
	}
	names := make([]string, len(services))
	for i, s := range services {
		names[i] = s.Name
	}
	note("messages", true, "%s; needled notify test tries them", strings.Join(names, ", "))
}

// examineDaemon says whether the service runs, and what it gave up.
func (a *app) examineDaemon(ctx context.Context, note func(string, bool, string, ...any)) {
	by, err := daemon.Serving(a.parts(zerolog.Nop()).LockFile())
	switch {
	case err != nil:
		note("daemon", false, "%v", err)
	case by != "":
		note("daemon", true, "running: %s", by)
	default:
		note("daemon", true, "not running; sources are looked at only by needled sync")
	}
	dead, err := a.st.DeadJobs(ctx)
	if err != nil {
		note("jobs", false, "%v", err)
	}
	for _, job := range dead {
		note("jobs", false, "%s %s was given up on %s: %s", job.Kind, job.Key, a.dayAndTime(*job.DeadAt), job.LastError)
	}
}
