package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon/store"
)

func (a *app) runsCommand() *cobra.Command {
	var since, until string
	var levels []string
	var allSports, review bool
	cmd := &cobra.Command{Use: "runs", Short: "List runs with their verdicts", Args: cobra.NoArgs,
		Example: "  needled runs --since 2026-03-01\n  needled runs --level violation,caution",
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			filter := store.Filter{AllSports: allSports, Review: review}
			if review && len(levels) > 0 {
				return usage("what is kept aside has no verdict; leave out --level, or --review")
			}
			var err error
			if filter.Levels, err = levelsNamed(levels); err != nil {
				return err
			}
			if err := a.open(ctx); err != nil {
				return err
			}
			r, err := a.judged(ctx)
			if err != nil {
				return err
			}
			if filter.Since, filter.Until, err = span(since, until, r.Location()); err != nil {
				return err
			}
			if review {
				return a.review(ctx, r, filter)
			}
			entries, err := a.st.Runs(ctx, r.Name, filter)
			if err != nil {
				return err
			}
			if !a.flags.json {
				if len(entries) == 0 {
					return a.sayNoRuns(ctx, r, filter)
				}
				return report.Runs(a.out, a.style(r), entries)
			}
			for _, e := range entries {
				if err := a.printJSON(report.NewRunJSON(e.Run, e.Verdict, a.config.Units)); err != nil {
					return err
				}
			}
			return nil
		}}
	f := cmd.Flags()
	f.StringVar(&since, "since", "", "`time` from which runs are listed")
	f.StringVar(&until, "until", "", "`time` up to which runs are listed; a date includes that day")
	f.StringSliceVar(&levels, "level", nil, "only these `levels`: violation (outside), caution, unknown, ok (within)")
	f.BoolVar(&allSports, "all-sports", false, "other sports as well, also outside recoveries")
	f.BoolVar(&review, "review", false, "only what is kept aside, why, and how to settle it")
	return cmd
}

// levelsNamed reads levels by their names, or by the words of the tables.
func levelsNamed(names []string) ([]analysis.Level, error) {
	known := map[string]analysis.Level{"ok": analysis.OK, "within": analysis.OK, "unknown": analysis.Unknown,
		"caution": analysis.Caution, "violation": analysis.Violation, "outside": analysis.Violation}
	var levels []analysis.Level
	for _, name := range names {
		level, ok := known[strings.ToLower(strings.TrimSpace(name))]
		if !ok {
			return nil, usage("--level is violation (outside the advice), caution, unknown or ok (within it), not %q", name)
		}
		levels = append(levels, level)
	}
	return levels, nil
}

// sayNoRuns tells why nothing was listed: nothing is kept, or nothing matches.
func (a *app) sayNoRuns(ctx context.Context, r analysis.Runner, f store.Filter) error {
	all, err := a.st.Runs(ctx, r.Name, store.Filter{AllSports: true})
	if err != nil {
		return err
	}
	listed, err := a.st.Runs(ctx, r.Name, store.Filter{AllSports: f.AllSports})
	switch {
	case err != nil:
		return err
	case len(all) == 0:
		a.say("No runs here. Take some in with: needled ingest FOLDER")
	case len(listed) == 0:
		a.say("No runs here, but %s of other sports; needled runs --all-sports lists them.", activities(len(all)))
	default:
		day := func(e analysis.Entry) string { return e.Run.Start.In(r.Location()).Format("2 Jan 2006") }
		a.say("None of the %s kept matches; they are from %s to %s.", activities(len(listed)), day(listed[0]), day(listed[len(listed)-1]))
	}
	return nil
}

func activities(n int) string {
	if n == 1 {
		return "1 activity"
	}
	return fmt.Sprintf("%d activities", n)
}
