package main

import (
	"slices"
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
			for _, l := range levels {
				level := analysis.Level(strings.TrimSpace(l))
				if !slices.Contains([]analysis.Level{analysis.OK, analysis.Unknown, analysis.Caution, analysis.Violation}, level) {
					return usage("--level is violation, caution, unknown or ok, not %q", l)
				}
				filter.Levels = append(filter.Levels, level)
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
					a.say("No runs here. Take some in with: needled ingest FOLDER")
					return nil
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
	f.StringSliceVar(&levels, "level", nil, "only these `levels`: violation,caution,unknown,ok")
	f.BoolVar(&allSports, "all-sports", false, "other sports as well, also outside recoveries")
	f.BoolVar(&review, "review", false, "only what is kept aside, why, and how to settle it")
	return cmd
}
