package main

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon/store"
)

func (a *app) mergeCommand() *cobra.Command {
	var anyway bool
	cmd := &cobra.Command{Use: "merge ID ID", Short: "Say that two runs are one", Args: cobra.ExactArgs(2),
		Long: `Say that two runs are one: two files tell of it. The better file leads and gives
the figures, both are kept, and the verdicts follow. What you say holds for
files that come later, too. needled split takes it back.`,
		Example: "  needled runs --review\n  needled merge r2c64jvk 7drrhhvy",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if err := a.open(ctx); err != nil {
				return err
			}
			r, err := a.judged(ctx)
			if err != nil {
				return err
			}
			e, err := a.st.MergeRuns(ctx, r.Name, args[0], args[1], anyway)
			if err != nil {
				return err
			}
			if a.flags.json {
				return a.printJSON(report.NewRunJSON(e.Run, e.Verdict, a.config.Units))
			}
			a.say("They are one run now, %s; the runs around it were judged again.\n", e.Run.ID)
			return a.tellRuns(r, e)
		}}
	cmd.Flags().BoolVar(&anyway, "anyway", false, "also when they have no time in common")
	return cmd
}

func (a *app) splitCommand() *cobra.Command {
	return &cobra.Command{Use: "split ID", Short: "Say that what is taken for one run is several", Args: cobra.ExactArgs(1),
		Long: `Say that a run is none other than itself. Where it is in doubt with a run of the
same time, they are two and both count. Where you merged it, what you put
together comes apart again. Else each file it is known from becomes a run of its
own; needled show ID lists the files. What you say holds for files that come
later, too. needled merge takes it back.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if err := a.open(ctx); err != nil {
				return err
			}
			r, err := a.judged(ctx)
			if err != nil {
				return err
			}
			runs, err := a.st.SplitRun(ctx, r.Name, args[0])
			if err != nil {
				return err
			}
			if a.flags.json {
				for _, e := range runs {
					if err := a.printJSON(report.NewRunJSON(e.Run, e.Verdict, a.config.Units)); err != nil {
						return err
					}
				}
				return nil
			}
			a.say("They are %d runs now; the runs around them were judged again.\n", len(runs))
			if err := a.tellRuns(r, runs...); err != nil {
				return err
			}
			return a.sayFiles(cmd, r, runs)
		}}
}

// sayFiles tells which file each run is known from.
func (a *app) sayFiles(cmd *cobra.Command, r analysis.Runner, runs []analysis.Entry) error {
	a.say("")
	for _, e := range runs {
		recordings, err := a.st.RecordingsOf(cmd.Context(), r.Name, e.Run.ID)
		if err != nil {
			return err
		}
		var names []string
		for _, rec := range recordings {
			names = append(names, report.File{Path: rec.Path, Member: rec.Member}.String())
		}
		a.say("%s is from %s", e.Run.ID, strings.Join(names, " and "))
	}
	return nil
}

func (a *app) editCommand() *cobra.Command {
	var sport string
	var accept bool
	cmd := &cobra.Command{Use: "edit ID…", Short: "Say what sport a run was, or that its figures are right", Args: cobra.MinimumNArgs(1),
		Long: `Say what a run was, or several, against what the file says; the verdicts follow.

--sport settles a track that names no sport, or the wrong one; --sport "" takes
it back. --accept settles a run kept aside for figures that look impossible, or
for a start that was still to come when it was taken in; --accept=false takes it
back. What can't be judged in any case, such as a start in 1990, stays aside.`,
		Example: "  needled edit r2c64jvk --sport running\n  needled edit r2c64jvk 7drrhhvy --sport running",
		RunE: func(cmd *cobra.Command, args []string) error {
			var edit store.Edit
			given := cmd.Flags().Changed
			if !given("sport") && !given("accept") {
				return usage("say what to change: --sport SPORT or --accept")
			}
			if given("sport") {
				named, err := sportNamed(sport)
				if err != nil {
					return err
				}
				edit.Sport = &named
			}
			if given("accept") {
				edit.Accept = &accept
			}
			ctx := cmd.Context()
			if err := a.open(ctx); err != nil {
				return err
			}
			r, err := a.judged(ctx)
			if err != nil {
				return err
			}
			ids, err := a.fullIDs(ctx, r, args)
			if err != nil {
				return err
			}
			for _, id := range ids {
				if err := a.edit(ctx, r, id, edit); err != nil {
					return err
				}
			}
			return nil
		}}
	cmd.Flags().StringVar(&sport, "sport", "", "`sport` it was, e.g. running")
	cmd.Flags().BoolVar(&accept, "accept", false, "the figures are right, doubtful as they look")
	return cmd
}

// fullIDs are the runs that IDs name, each once; one that names none is an
// error before anything is changed.
func (a *app) fullIDs(ctx context.Context, r analysis.Runner, names []string) ([]string, error) {
	var ids []string
	for _, name := range names {
		e, err := a.st.Run(ctx, r.Name, name)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(ids, e.Run.ID) {
			ids = append(ids, e.Run.ID)
		}
	}
	return ids, nil
}

// edit takes a person's word on one run, and tells what came of it.
func (a *app) edit(ctx context.Context, r analysis.Runner, id string, edit store.Edit) error {
	e, err := a.st.EditRun(ctx, r.Name, id, edit, a.now())
	if err != nil {
		return err
	}
	if a.flags.json {
		return a.printJSON(report.NewRunJSON(e.Run, e.Verdict, a.config.Units))
	}
	a.say("Changed run %s; the runs around it were judged again.\n", e.Run.ID)
	if e.Run.Doubt != "" {
		return a.tellAside(ctx, r, e.Run)
	}
	if err := a.tellRuns(r, e); err != nil {
		return err
	}
	a.say("")
	return nil
}

func (a *app) tellRuns(r analysis.Runner, entries ...analysis.Entry) error {
	if a.flags.quiet {
		return nil
	}
	return report.Runs(a.out, a.style(r), entries)
}
