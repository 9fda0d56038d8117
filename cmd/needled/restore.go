package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon/export"
	"needled/daemon/store"
	"needled/ingest"
)

// restored is what came of the exports of needled among files.
type restored struct {
	any    bool  // there were some
	failed error // errSomeFailed where something in one failed
}

// restoreAmong takes in the exports of needled that were given by name, be it
// the file or the folder it was unpacked into, and returns the other files.
// One that is only found in a folder is told: its treatments must not come back
// with every ingest of the folder, after somebody removed them. err ends it
// all: nothing can be kept.
func (a *app) restoreAmong(ctx context.Context, given []string, req ingest.Request) (others []ingest.Item, came restored, err error) {
	take := func(path string, named bool, f *export.File, err error) error {
		came.any = true
		if !named {
			return a.answerExport(path, "", analysis.Ignored, "an export of needled; to bring back what it holds give it by name: needled ingest "+path)
		}
		if err = a.restore(ctx, path, f, err, req); errors.Is(err, errSomeFailed) {
			came.failed, err = err, nil
		}
		return err
	}
	files := ingest.Find(given)
	unpacked := map[string]*export.File{} // exports by their folder
	for _, file := range files {
		folder, name := filepath.Split(file.Path)
		if file.Err != nil || name != export.ManifestName {
			continue
		}
		folder = filepath.Clean(folder)
		f, opened := export.OpenFolder(folder)
		if errors.Is(opened, export.ErrNoExport) {
			continue
		}
		unpacked[folder] = f
		named := file.Named || slices.ContainsFunc(given, func(path string) bool { return filepath.Clean(path) == folder })
		if err := take(folder, named, f, opened); err != nil {
			return nil, came, err
		}
	}
	for _, file := range files {
		if belongs(file.Path, unpacked) {
			continue
		}
		taken, err := openExport(file, func(f *export.File, err error) error { return take(file.Path, file.Named, f, err) })
		if err != nil {
			return nil, came, err
		}
		if !taken {
			others = append(others, file)
		}
	}
	return others, came, nil
}

// belongs says whether a file is part of an export that was unpacked.
func belongs(path string, unpacked map[string]*export.File) bool {
	folder, name := filepath.Split(path)
	folder = filepath.Clean(folder)
	if f, ok := unpacked[folder]; ok {
		return name == export.ManifestName || f != nil && f.Holds(name)
	}
	f := unpacked[filepath.Dir(folder)]
	return f != nil && f.Holds(filepath.Join(filepath.Base(folder), name))
}

// openExport lets use have a file that is an export of needled, or one that
// can't be read, with the reason; else it returns false. What was given by
// name may have any name.
func openExport(item ingest.Item, use func(*export.File, error) error) (bool, error) {
	if item.Err != nil || !item.Named && !strings.EqualFold(filepath.Ext(item.Path), ".zip") {
		return false, nil
	}
	info, err := os.Stat(item.Path)
	if err != nil || !info.Mode().IsRegular() {
		return false, nil // ingest says what is wrong with it
	}
	file, err := os.Open(item.Path)
	if err != nil {
		return false, nil
	}
	defer file.Close()
	f, err := export.Open(file, info.Size())
	if errors.Is(err, export.ErrNoExport) {
		return false, nil
	}
	return true, use(f, err)
}

// restore takes in what was entered, and then the originals. Where what was
// entered can't be read the originals are taken all the same. opened is what
// is wrong with the export as a whole.
func (a *app) restore(ctx context.Context, path string, f *export.File, opened error, req ingest.Request) error {
	if opened != nil {
		return a.answerExport(path, export.ManifestName, analysis.Failed, opened.Error())
	}
	kept, left, unread := f.History(a.flags.runner, a.protocol)
	if unread != nil {
		kept = store.Kept{Runner: analysis.Runner{Name: cmp.Or(a.flags.runner, f.Manifest.Runner)}}
	}
	if _, err := a.st.Runner(ctx, kept.Runner.Name); unread == nil || store.IsKind(err, store.NotFound) {
		done, err := a.st.Restore(ctx, kept, req.DryRun)
		switch {
		case store.IsKind(err, store.NotFound):
			return a.answerExport(path, export.ManifestName, analysis.Failed, fmt.Sprintf(
				"it is the export of %s, who is not known here: add the runner with needled runner add, or say with --runner whose history it is", kept.Runner.Name))
		case store.IsKind(err, store.Invalid):
			return a.answerExport(path, export.ManifestName, analysis.Failed, err.Error())
		case err != nil:
			return err
		case unread == nil:
			outcome, reason := told(done, append(left, done.Refused...))
			if err := a.answerExport(path, export.HistoryName, outcome, reason); err != nil {
				return err
			}
		}
	}
	if unread != nil {
		if err := a.answerExport(path, export.HistoryName, analysis.Failed, unread.Error()); !errors.Is(err, errSomeFailed) {
			return err
		}
		unread = errSomeFailed
	}
	return cmp.Or(a.restoreOriginals(ctx, path, kept.Runner.Name, f, req), unread)
}

// restoreOriginals takes in the files of an export.
func (a *app) restoreOriginals(ctx context.Context, path, runner string, f *export.File, req ingest.Request) error {
	r, err := a.st.Runner(ctx, runner)
	if req.DryRun && store.IsKind(err, store.NotFound) {
		a.say("%s would be taken in for a new runner, %s. Nothing was kept (--dry-run).", plural(len(f.Manifest.Originals), "original"), runner)
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
	req.Runner, req.Items = r.Name, f.Items(path)
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
		fmt.Fprintln(a.out, a.plain().Wrapped(fmt.Sprintf("%-8s ", outcome), fmt.Sprintf("%s: %s", report.File{Path: path, Member: member}, reason)))
	}
	if outcome == analysis.Failed {
		return errSomeFailed
	}
	return nil
}
