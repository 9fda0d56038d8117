package main

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"needled/analysis"
	"needled/analysis/report"
	"needled/ingest"
)

func (a *app) showCommand() *cobra.Command {
	return &cobra.Command{Use: "show ID", Short: "Explain one run: every finding with its evidence", Args: cobra.ExactArgs(1),
		Long: "Explain one run: every finding with measured value, cap and evidence. ID is a\nrun's id from `needled runs`; its first letters are enough.",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if err := a.open(ctx); err != nil {
				return err
			}
			r, err := a.judged(ctx)
			if err != nil {
				return err
			}
			shown, err := a.shown(ctx, r, args[0])
			if err != nil {
				return err
			}
			if a.flags.json {
				return a.printJSON(report.NewShowJSON(shown, a.config.Units))
			}
			return report.Show(a.out, a.style(r), shown)
		}}
}

// shown gathers what explains a run: its verdict, its recovery, and its
// samples from the original.
func (a *app) shown(ctx context.Context, r analysis.Runner, id string) (report.Shown, error) {
	e, err := a.st.Run(ctx, r.Name, id)
	if err != nil {
		return report.Shown{}, err
	}
	shown := report.Shown{Run: e.Run, Verdict: e.Verdict}
	if e.Verdict != nil {
		recoveries, err := a.recoveries(ctx, r, e.Verdict.Treatment)
		if err != nil {
			return shown, err
		}
		if len(recoveries) == 1 {
			shown.Recovery = &recoveries[0]
		}
	}
	recordings, err := a.st.RecordingsOf(ctx, r.Name, e.Run.ID)
	if err != nil || len(recordings) == 0 {
		return shown, err
	}
	for _, r := range recordings {
		shown.Files = append(shown.Files, report.File{Path: r.Path, Member: r.Member, Format: r.Run.Format, Provenance: r.Run.Provenance, Sum: r.Original})
	}
	lead := recordings[0]
	original, err := a.st.Original(ctx, lead.Original)
	if err != nil {
		return shown, err
	}
	decoded, err := ingest.Reread(everyDecoder(), lead.Run.Format, original)
	if err != nil {
		return shown, err
	}
	track := decoded[lead.Leg].Track
	shown.Profile, shown.Samples = report.ProfileOf(track), new(len(track.Samples))
	if shown.Run.Measures == nil {
		shown.Run.Measures = analysis.Measure(shown.Run, track, a.protocol)
	}
	return shown, nil
}

// recoveries assesses the runner's history and picks the recoveries of the
// treatments named, of all without a name.
func (a *app) recoveries(ctx context.Context, r analysis.Runner, treatments ...string) ([]analysis.Recovery, error) {
	h, err := a.st.History(ctx, r.Name, noTime)
	if err != nil {
		return nil, err
	}
	all := analysis.Assess(h, a.protocol)
	if len(treatments) == 0 {
		return all, nil
	}
	return slices.DeleteFunc(all, func(rec analysis.Recovery) bool {
		return !slices.Contains(treatments, rec.Treatment.ID)
	}), nil
}
