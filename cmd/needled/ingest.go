package main

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon/store"
	"needled/ingest"
	"needled/ingest/all"
)

func (a *app) ingestCommand() *cobra.Command {
	var sport, undo string
	var dryRun bool
	cmd := &cobra.Command{Use: "ingest PATH…", Short: "Take in activity files, folders and archives",
		Long: `Take in activity files (.fit, .gpx, .tcx, each also as .gz), folders,
recursively, and archives (.zip, .tar.gz), among them the exports of Strava,
Garmin and Apple Health as they were downloaded. Files known already are
recognised by their content, so the same folder or archive can be given any
number of times. Originals are never moved or changed, and nothing is unpacked.

With --dry-run answers come for up to 2000 files at once: which of them are one
run is told for those, not across more.

What needled export wrote, given by name, brings back treatments, check-ins and
the like as well: the file, or the folder it was unpacked into.`,
		Example: "  needled ingest /media/GARMIN/Activity\n  needled ingest export_12345678.zip\n  needled ingest --dry-run --json run.fit\n  needled ingest --undo b3",
		Args: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("undo") {
				return undoAlone(cmd, args)
			}
			return cobra.MinimumNArgs(1)(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			defer func() { err = cutShort(err, dryRun) }()
			ctx := cmd.Context()
			named, err := sportNamed(sport)
			if err != nil {
				return err
			}
			if err := a.open(ctx); err != nil {
				return err
			}
			if cmd.Flags().Changed("undo") {
				r, err := a.judged(ctx)
				if err != nil {
					return err
				}
				return a.undo(ctx, r, undo)
			}
			files, restored, err := a.restoreAmong(ctx, args, ingest.Request{DryRun: dryRun, Sport: named})
			if err != nil || len(files) == 0 && restored.any {
				return cmp.Or(err, restored.failed)
			}
			r, err := a.judged(ctx)
			if err != nil {
				return err
			}
			watching := a.progress()
			req := ingest.Request{Runner: r.Name, Items: all.Within(ctx, files, watching.found), DryRun: dryRun || noneThere(args), Sport: named}
			return errors.Join(a.ingest(ctx, r, req, watching, asTold), restored.failed)
		}}
	cmd.Flags().StringVar(&sport, "sport", "", "`sport` of activities that name none, e.g. running")
	cmd.Flags().StringVar(&undo, "undo", "", "take back what a `batch` added; needled batches lists them")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "say what would happen, and keep nothing")
	return cmd
}

// undoAlone refuses what --undo would pass over.
func undoAlone(cmd *cobra.Command, args []string) error {
	switch given := cmd.Flags().Changed; {
	case len(args) > 0:
		return usage("--undo takes a batch back and takes nothing in; leave out %s", strings.Join(args, " "))
	case given("dry-run"):
		return usage("--undo can't be rehearsed; leave out --dry-run. needled batches tells what is kept under a batch")
	case given("sport"):
		return usage("--undo takes a batch back and takes nothing in; leave out --sport")
	}
	return nil
}

// noneThere says that not one of the paths is there, so that no batch is begun
// for what can only be a mistake.
func noneThere(paths []string) bool {
	for _, path := range paths {
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			return false
		}
	}
	return true
}

// cutShort says what a person who stopped an ingest may count on.
func cutShort(err error, dryRun bool) error {
	switch {
	case !errors.Is(err, context.Canceled):
		return err
	case dryRun:
		return stopped("nothing was kept (--dry-run)")
	}
	return stopped("what was reported is kept, and running the same command again completes the rest")
}

// ingest takes the items in, and tells what became of each.
// name gives each answer the name that people know the file by.
func (a *app) ingest(ctx context.Context, r analysis.Runner, req ingest.Request, watching *progress, name func(*analysis.Receipt)) error {
	in := ingest.Ingester{Store: a.st, Decoders: all.Decoders(), Protocol: a.protocol, Now: a.now}
	told := newTally()
	var printing error
	batch, err := in.Ingest(ctx, req, func(rec analysis.Receipt) {
		name(&rec)
		told.add(rec)
		watching.answered(rec)
		if a.flags.json && printing == nil {
			printing = a.printJSON(report.NewReceiptJSON(rec, a.config.Units))
		}
	})
	watching.end()
	if err != nil {
		if !a.flags.json { // what was taken in before it stopped is kept
			if batch == "" || len(told.counts) == 0 {
				return err
			}
			return errors.Join(a.tellIngest(context.WithoutCancel(ctx), r, batch, told), err)
		}
		return err
	}
	if printing != nil {
		return printing
	}
	if !a.flags.json {
		if err := a.tellIngest(ctx, r, batch, told); err != nil {
			return err
		}
	}
	if told.counts[analysis.Failed] > 0 {
		return errSomeFailed
	}
	return nil
}

// asTold leaves the name under which a file was given.
func asTold(*analysis.Receipt) {}

// outcomes in the order people are told of them.
var outcomes = []analysis.Outcome{analysis.Added, analysis.InPart, analysis.Merged, analysis.Duplicate,
	analysis.InReview, analysis.Ignored, analysis.Failed}

// tellIngest tells a person what became of the items, what is worth a look,
// and what lies outside the advice.
func (a *app) tellIngest(ctx context.Context, r analysis.Runner, batch string, told *tally) error {
	for _, o := range []analysis.Outcome{analysis.Ignored, analysis.Duplicate, analysis.Merged, analysis.InPart, analysis.InReview, analysis.Failed} {
		if a.flags.quiet && o != analysis.Failed {
			continue
		}
		told.write(a.out, a.plain(), o)
	}
	counts := counted(told.counts)
	if counts == "" {
		a.say("Nothing found to take in.")
		return nil
	}
	if batch == "" {
		a.say("%s. Nothing was kept.", counts)
		return nil
	}
	a.say("%s (batch %s).", counts, batch)
	if told.only(analysis.Ignored) {
		a.say("No activity was found.")
	}
	if told.counts[analysis.InReview] > 0 {
		a.say("needled runs --review tells how to settle what is kept for review.")
	}
	return a.tellFlagged(ctx, r, told)
}

// tellFlagged lists the runs just taken in that lie outside the advice.
func (a *app) tellFlagged(ctx context.Context, r analysis.Runner, told *tally) error {
	if len(told.runs) == 0 || a.flags.quiet {
		return nil
	}
	flagged, err := a.st.Runs(ctx, r.Name, store.Filter{Levels: []analysis.Level{analysis.Violation, analysis.Caution}})
	if err != nil {
		return err
	}
	flagged = slices.DeleteFunc(flagged, func(e analysis.Entry) bool { return !told.runs[e.Run.ID] })
	if len(flagged) == 0 {
		return nil
	}
	a.say("\nOutside the clinic's advice, or close to it:")
	if err := report.Runs(a.out, a.style(r), flagged); err != nil {
		return err
	}
	a.say("\nneedled show ID explains one of them.")
	return nil
}
