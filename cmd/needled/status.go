package main

import (
	"context"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon"
)

func (a *app) statusCommand() *cobra.Command {
	var at string
	cmd := &cobra.Command{Use: "status", Short: "May I run now, and how far?", Args: cobra.NoArgs,
		Example: "  needled status\n  needled status --at \"2026-03-04 07:00\"",
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if err := a.open(ctx); err != nil {
				return err
			}
			r, err := a.runner(ctx)
			if err != nil {
				return err
			}
			moment := a.now()
			if at != "" {
				if moment, _, err = instant(at, r.Location()); err != nil {
					return err
				}
			}
			h, err := a.st.History(ctx, r.Name, moment.Add(-analysis.PlanReach))
			if err != nil {
				return err
			}
			plan := analysis.PlanAt(h, a.protocol, moment)
			sources, err := a.sources(ctx, r)
			if err != nil {
				return err
			}
			if a.flags.json {
				return a.printJSON(report.NewStatusJSON(r, plan, sources, a.config.Units))
			}
			return report.Status(a.out, a.style(r), plan, sources)
		}}
	cmd.Flags().StringVar(&at, "at", "", "another `time` to ask about")
	return cmd
}

// sources is what is known of every place runs come from.
func (a *app) sources(ctx context.Context, r analysis.Runner) ([]report.SourceLine, error) {
	last, err := a.st.LastSuccess(ctx, r.Name)
	if err != nil {
		return nil, err
	}
	lines := []report.SourceLine{report.FilesLine(last)}
	parts := a.parts(zerolog.Nop())
	sources, err := parts.Sources(ctx, r.Name)
	if err != nil || len(sources) == 0 {
		return lines, err
	}
	by, err := daemon.Serving(parts.LockFile())
	for _, source := range sources {
		line := daemon.SourceLine(source)
		if by == "" && err == nil && (line.LastSuccess == nil || a.now().Sub(*line.LastSuccess) > recently) && line.State != report.SourceOff {
			line.Detail = strings.TrimSuffix(line.Detail, ".") + "; the daemon isn't running"
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// recently is how old the word of a source is, at most, while a daemon runs.
const recently = time.Hour
