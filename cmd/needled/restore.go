package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon/export"
	"needled/daemon/store"
	"needled/ingest"
)

// restoreAmong takes in those of the paths that are exports of needled, and
// returns the others. failed is errSomeFailed where something in an export
// failed; err ends it all.
func (a *app) restoreAmong(ctx context.Context, paths []string, dryRun bool) (others []string, failed, err error) {
	for _, path := range paths {
		switch err := a.restoreIf(ctx, path, dryRun); {
		case errors.Is(err, export.ErrNoExport):
			others = append(others, path)
		case errors.Is(err, errSomeFailed):
			failed = err
		case err != nil:
			return nil, nil, err
		}
	}
	return others, failed, nil
}

// restoreIf takes in a file that is an export of needled; else it returns
// export.ErrNoExport.
func (a *app) restoreIf(ctx context.Context, path string, dryRun bool) error {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return export.ErrNoExport // ingest says what is wrong with it
	}
	file, err := os.Open(path)
	if err != nil {
		return export.ErrNoExport
	}
	defer file.Close()
	f, err := export.Open(file, info.Size())
	if errors.Is(err, export.ErrNoExport) {
		return err
	}
	if err != nil {
		return a.answerExport(path, export.ManifestName, analysis.Failed, err.Error())
	}
	return a.restore(ctx, path, f, dryRun)
}

// restore takes in what was entered, and then the originals.
func (a *app) restore(ctx context.Context, path string, f *export.File, dryRun bool) error {
	kept, left, err := f.History(a.flags.runner, a.protocol)
	if err != nil {
		return a.answerExport(path, export.ManifestName, analysis.Failed, err.Error())
	}
	done, err := a.st.Restore(ctx, kept, dryRun)
	if store.IsKind(err, store.NotFound) {
		return usage("%s is the export of %s, who is not known here: add the runner with needled runner add, or say with --runner whose history it is", path, kept.Runner.Name)
	}
	if err != nil {
		return err
	}
	outcome, reason := told(done, append(left, done.Refused...))
	if err := a.answerExport(path, export.HistoryName, outcome, reason); err != nil {
		return err
	}
	r, err := a.st.Runner(ctx, kept.Runner.Name)
	if dryRun && store.IsKind(err, store.NotFound) {
		a.say("%d originals would be taken in for a new runner, %s. Nothing was kept (--dry-run).", len(f.Manifest.Originals), kept.Runner.Name)
		return nil
	}
	if err != nil {
		return err
	}
	if err := a.st.EnsureJudged(ctx, r.Name, nil); err != nil {
		return err
	}
	if p := f.Manifest.Protocol; p.Fingerprint != a.protocol.Fingerprint() && len(f.Manifest.Originals) > 0 {
		a.say("Its verdicts were made by another protocol (%s %s); here the runs are judged by %s %s.",
			p.Name, p.Version, a.protocol.Name, a.protocol.Version)
	}
	watching := a.progress()
	watching.found(len(f.Manifest.Originals))
	req := ingest.Request{Runner: r.Name, Items: f.Items(path), DryRun: dryRun}
	return a.ingest(ctx, r, req, watching, func(rec *analysis.Receipt) {
		if rec.Sum != nil {
			rec.Path, rec.Member = path, f.NameOf(*rec.Sum)
		}
	})
}

// told is what became of what was entered, as an answer.
func told(done store.Restored, left []string) (analysis.Outcome, string) {
	reason := fmt.Sprintf("%s, %s and %s on runs added", plural(done.Treatments, "treatment"), plural(done.CheckIns, "check-in"), plural(done.Words, "word"))
	switch {
	case len(left) > 0:
		return analysis.InPart, reason + "; " + strings.Join(left, "; ")
	case done.Treatments+done.CheckIns+done.Words == 0 && done.Known > 0:
		return analysis.Duplicate, "known already"
	}
	return analysis.Added, reason
}

// answerExport tells what became of a part of an export that is no original.
func (a *app) answerExport(path, member string, outcome analysis.Outcome, reason string) error {
	receipt := analysis.Receipt{Path: path, Member: member, Outcome: outcome, Reason: reason}
	if a.flags.json {
		if err := a.printJSON(report.NewReceiptJSON(receipt, a.config.Units)); err != nil {
			return err
		}
	} else if outcome == analysis.Failed || !a.flags.quiet {
		fmt.Fprintln(a.out, a.plain().Wrapped(fmt.Sprintf("%-8s ", outcome), fmt.Sprintf("%s › %s: %s", path, member, reason)))
	}
	if outcome == analysis.Failed {
		return errSomeFailed
	}
	return nil
}
