package main

import (
	"cmp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon"
	"needled/daemon/store"
)

func (a *app) syncCommand() *cobra.Command {
	var since string
	cmd := &cobra.Command{Use: "sync [SOURCE…]", Short: "Look at the sources once: watch, strava",
		Long: `Look once at the sources of the settings, or at those named (watch, strava),
take in what is new, and end. The daemon does so by itself. With --runner only
that runner's sources are looked at.`,
		Example:   "  needled sync\n  needled sync strava --since 2026-01-01",
		ValidArgs: []string{daemon.SourceWatch, daemon.SourceStrava},
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, name := range args {
				if !slices.Contains([]string{daemon.SourceWatch, daemon.SourceStrava}, name) {
					return usage("%q is not a source; there are watch and strava", name)
				}
			}
			ctx := cmd.Context()
			told := newTally()
			var printing error
			s, err := a.service(ctx, func(r analysis.Receipt) {
				told.add(r)
				if a.flags.json {
					printing = cmp.Or(printing, a.printJSON(report.NewReceiptJSON(r, a.config.Units)))
				}
			})
			if err != nil {
				return err
			}
			if a.flags.runner != "" {
				if _, err := a.st.Runner(ctx, a.flags.runner); err != nil {
					return err
				}
			}
			pass := daemon.Pass{Sources: args, Runner: a.flags.runner}
			if since != "" {
				at, _, err := instant(since, a.config.Zone)
				if err != nil {
					return err
				}
				pass.Since = &at
			}
			sources, err := s.Sync(ctx, pass)
			if err == nil {
				err = printing
			}
			return cmp.Or(err, a.tellSync(args, told, sources))
		}}
	cmd.Flags().StringVar(&since, "since", "", "look at Strava back to this `time`")
	return cmd
}

// tellSync tells what came of a pass. A source that needs the person decides
// the exit code.
func (a *app) tellSync(asked []string, told *tally, sources []store.Source) error {
	var needs bool
	for _, source := range sources {
		needs = needs || source.State == store.SourceNeedsYou
	}
	if !a.flags.json {
		for _, o := range []analysis.Outcome{analysis.Merged, analysis.InPart, analysis.InReview, analysis.Failed} {
			told.write(a.out, a.plain(), o)
		}
		if counts := counted(told.counts); counts != "" {
			a.say("%s.", counts)
		} else if len(sources) > 0 {
			a.say("Nothing new.")
		}
		if len(sources) == 0 {
			a.say("%s", nothingToSync(asked))
		} else if err := a.printSources(sources); err != nil {
			return err
		}
	}
	if a.flags.json {
		a.warnSources(asked, sources)
	}
	switch {
	case needs:
		return errNeedsUser
	case told.counts[analysis.Failed] > 0:
		return errSomeFailed
	}
	return nil
}

// warnSources tells of sources beside the JSON, which has a line an item only.
func (a *app) warnSources(asked []string, sources []store.Source) {
	if len(sources) == 0 {
		a.warn("needled: ", nothingToSync(asked))
	}
	for _, s := range sources {
		if s.State == store.SourceNeedsYou || s.State == store.SourceWaiting {
			a.warn("needled: ", s.Name+" "+strings.ReplaceAll(s.State, "-", " ")+": "+s.Detail)
		}
	}
}

func nothingToSync(asked []string) string {
	if len(asked) == 1 && asked[0] == daemon.SourceStrava {
		return "Strava is not set up: enter the id and secret of your API application under [strava] in the settings, then needled connect strava."
	}
	return "There are no sources: name a folder under [[watch]] in the settings, or set up Strava. Files can always be taken in with needled ingest."
}

// printSources shows how sources do.
func (a *app) printSources(sources []store.Source) error {
	lines := make([]report.SourceLine, len(sources))
	for i, s := range sources {
		lines[i] = daemon.SourceLine(s)
	}
	style := report.Style{Color: a.colors(), Width: a.width, Units: a.config.Units, Zone: a.config.Zone, ASCII: a.ascii()}
	return report.Sources(a.out, style, a.now(), lines)
}
