package main

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"needled/analysis"
	"needled/analysis/report"
	"needled/configs"
	"needled/daemon/store"
	"needled/ingest"
	"needled/ingest/all"
	"needled/ingest/strava"
)

// app is one call of the program: the machine, the flags every command has,
// and what the command opened.
type app struct {
	machine
	flags struct {
		config, data, runner, units, logLevel string
		json, quiet, noColor                  bool
	}
	config   configs.Config
	protocol analysis.Protocol
	st       *store.Store
}

func (a *app) close() {
	if a.st != nil {
		a.st.Close()
	}
}

// configure reads the settings and the protocol.
func (a *app) configure() (err error) {
	flags := map[string]string{}
	for key, value := range map[string]string{"data": a.flags.data, "units": a.flags.units, "log_level": a.flags.logLevel} {
		if value != "" {
			flags[key] = value
		}
	}
	if a.config, err = configs.Load(configs.Options{File: a.flags.config, Env: a.env, Flags: flags}); err != nil {
		return err
	}
	a.protocol, err = a.config.Protocol()
	return err
}

// open reads the settings and opens the store, which it makes when there is
// none.
func (a *app) open(ctx context.Context) error {
	if err := a.configure(); err != nil {
		return err
	}
	return a.openAt(ctx, a.config.DatabaseURL())
}

func (a *app) openAt(ctx context.Context, url string) (err error) {
	if err := makeFolder(url); err != nil {
		return err
	}
	a.st, err = store.Open(ctx, url, a.storeOptions())
	return err
}

// makeFolder makes the folder that holds the store.
func makeFolder(url string) error {
	file, ok := strings.CutPrefix(url, "sqlite:")
	if !ok {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return &store.Error{Kind: store.Unavailable, Text: "the data folder can't be made: " + err.Error() + "; give another with --data, or as data in the settings file"}
	}
	return nil
}

func (a *app) storeOptions() store.Options {
	protocol := a.protocol // of these settings: the daemon may read others meanwhile
	measure := func(run analysis.Run, original []byte, leg int) (analysis.Run, error) {
		return measureAgain(protocol, run, original, leg)
	}
	return store.Options{Protocol: protocol, Zone: a.config.Zone, Measure: measure, Now: a.now}
}

// everyDecoder reads all that is kept: files, and what came from Strava.
func everyDecoder() []ingest.Decoder { return append(all.Decoders(), strava.NewDecoder()) }

// measureAgain reads a run from its original, as a protocol measures it.
func measureAgain(protocol analysis.Protocol, run analysis.Run, original []byte, leg int) (analysis.Run, error) {
	decoded, err := ingest.Reread(everyDecoder(), run.Format, original)
	if err != nil {
		return analysis.Run{}, err
	}
	return ingest.Measured(decoded[leg].Run.With(run.Told()), decoded[leg].Track, protocol), nil
}

// runner is the runner a command is about: --runner, else the only one.
func (a *app) runner(ctx context.Context) (analysis.Runner, error) {
	if a.flags.runner != "" {
		return a.st.Runner(ctx, a.flags.runner)
	}
	runners, err := a.st.Runners(ctx)
	switch {
	case err != nil:
		return analysis.Runner{}, err
	case len(runners) == 1:
		return runners[0], nil
	}
	names := make([]string, len(runners))
	for i, r := range runners {
		names[i] = r.Name
	}
	return analysis.Runner{}, usage("there are several runners; say which with --runner: %s", strings.Join(names, ", "))
}

// judged is the runner, with every verdict made by the protocol in force.
func (a *app) judged(ctx context.Context) (analysis.Runner, error) {
	r, err := a.runner(ctx)
	if err != nil {
		return r, err
	}
	return r, a.st.EnsureJudged(ctx, r.Name, nil)
}

// style is how the person at the terminal wants things shown.
func (a *app) style(r analysis.Runner) report.Style {
	return report.Style{Color: a.colors(), Width: a.width, Units: a.config.Units, Zone: r.Location(), ASCII: a.ascii()}
}

// ascii says whether the locale has no characters but ASCII. Where none is set
// the terminal is taken to know them all, as it does on Windows.
func (a *app) ascii() bool {
	locale := strings.ToLower(cmp.Or(a.getenv("LC_ALL"), a.getenv("LC_CTYPE"), a.getenv("LANG")))
	return runtime.GOOS != "windows" && locale != "" && !strings.Contains(locale, "utf-8") && !strings.Contains(locale, "utf8")
}

// colors says whether to use them: only on a terminal, and when nobody asked
// not to.
func (a *app) colors() bool {
	return a.outTTY && !a.flags.noColor && a.getenv("NO_COLOR") == "" && a.getenv("TERM") != "dumb"
}
