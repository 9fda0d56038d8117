package main

import (
	"context"
	"fmt"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"needled/analysis"
	"needled/daemon"
	"needled/ingest/all"
)

// parts is what a service is made of, on the store that is open.
func (a *app) parts(log zerolog.Logger) daemon.Parts {
	return daemon.Parts{
		Config: a.config, Protocol: a.protocol, Store: a.st, Decoders: all.Decoders(), Find: all.Find,
		Log: log, Now: a.now, Version: programVersion(),
	}
}

// service is for a single pass: it logs only what went wrong.
func (a *app) service(ctx context.Context, told func(analysis.Receipt)) (*daemon.Service, error) {
	if err := a.open(ctx); err != nil {
		return nil, err
	}
	parts := a.parts(daemon.NewLog(a.err, "error", true, a.colors()))
	parts.Told = told
	return daemon.NewService(parts)
}

func (a *app) daemonCommand() *cobra.Command {
	return &cobra.Command{Use: "daemon", Short: "The service: sync by itself, judge, and tell", Args: cobra.NoArgs,
		Long: `Run as a service until told to stop: watch the folders of the settings, ask
Strava for runs, judge what comes, and send messages when a run lies outside
the clinic's advice or the rest is over.

The log goes to standard error, as JSON unless that is a terminal. SIGTERM or
Ctrl-C stops it within 10 s, a second one at once; SIGHUP reads the settings
again. docs/SERVICE.md tells how to set it up under systemd.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if err := a.configure(); err != nil {
				return err
			}
			return daemon.Run(ctx, daemon.Options{
				Log: a.log(), Reload: a.hangup(), Link: a.showLink,
				Open: func(ctx context.Context) (daemon.Parts, error) {
					if err := a.open(ctx); err != nil {
						return daemon.Parts{}, err
					}
					parts := a.parts(a.log())
					a.st = nil // the daemon's to close now
					return parts, nil
				},
			})
		}}
}

// showLink prints a link that lets its first user in. It is no line of the
// log, which others may read.
func (a *app) showLink(address string) {
	fmt.Fprintf(a.err, "\nOpen needled in a browser (this works once; needled link prints another):\n\n%s\n\n", address)
}

// log is the daemon's, as the settings want it.
func (a *app) log() zerolog.Logger {
	return daemon.NewLog(a.err, a.config.LogLevel, a.errTTY, a.errTTY && a.getenv("NO_COLOR") == "" && !a.flags.noColor)
}
