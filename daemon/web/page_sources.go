package web

import (
	"fmt"
	"net/http"
	"strings"

	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon/store"
)

// sourcesPage is where a runner's runs come from, and what came.
type sourcesPage struct {
	Strava  stravaPart
	Folders []folderPart
	Upload  uploadPart
	Waiting []uploadLine // files that are being taken in
	Batches []batchLine
	Older   bool // there are more batches than are shown
	Aside   *runList
	Some    int // how many runs are kept aside
	// Operator says that it is who runs needled, for whom its settings are.
	Operator bool
	Look     bool // there is something to look at
}

// folderPart is a watched folder.
type folderPart struct {
	Path string
	report.SourceView
}

// uploadLine is an upload that isn't taken in yet.
type uploadLine struct{ ID, At, Files, Trouble string }

// batchLine is what was taken in at once.
type batchLine struct {
	ID, At, Kept string
	Undo         bool
}

// batchesShown is how many batches are listed unless all are asked for.
const batchesShown = 15

func (v *visit) sources() error {
	view, r, err := v.view()
	if err != nil {
		return err
	}
	style := v.style(r)
	p := sourcesPage{Upload: v.uploadPart(), Operator: v.person.Admin}
	list, err := v.Service.Sources(v.ctx(), r.Name)
	if err != nil {
		return err
	}
	p.Strava = v.stravaPart(nil, style)
	for _, s := range list {
		switch kind, path, _ := strings.Cut(s.Name, " "); {
		case s.Name == store.SourceStrava:
			p.Strava = v.stravaPart(&s, style)
		case kind == "watch":
			p.Folders = append(p.Folders, folderPart{path, v.sourceView(s, style)})
		}
	}
	p.Look = p.Strava.Connected || len(p.Folders) > 0
	if p.Waiting, err = v.waitingUploads(r, style); err != nil {
		return err
	}
	if p.Batches, p.Older, err = v.batches(r, style); err != nil {
		return err
	}
	aside, err := view.Runs(v.ctx(), store.Filter{Review: true, AllSports: true})
	if err != nil {
		return err
	}
	if p.Some = len(aside); p.Some > 0 {
		p.Aside = &runList{Base: v.base()}
		for _, e := range aside {
			p.Aside.Rows = append(p.Aside.Rows, report.RunRowOf(e, style))
		}
	}
	return v.render("sources", "Sources", p)
}

func (v *visit) sourceView(s store.Source, style report.Style) report.SourceView {
	line := report.SourceLine{Name: s.Name, State: report.SourceState(s.State), LastSuccess: s.LastSuccess, Detail: onPages.Replace(s.Detail)}
	return report.SourceViewOf(line, style, v.Now())
}

// onPages says what there is to do as it is done here, where the command line
// has a command for it.
var onPages = strings.NewReplacer(
	"; needled daemon does, or needled sync", "",
	"; needled connect strava does it", "",
	"run `needled connect strava` again and leave", "connect again here, and leave",
	"run `needled connect strava` again", "connect again here",
	"To connect again, run `needled connect strava`", "Connect again here if you like",
)

func (v *visit) waitingUploads(r analysis.Runner, style report.Style) ([]uploadLine, error) {
	latest, err := v.Store.Uploads(v.ctx(), r.Name, batchesShown)
	var waiting []uploadLine
	for _, u := range latest {
		if u.Ended == nil {
			waiting = append(waiting, uploadLine{u.ID, style.Stamp(u.At), countFiles(len(u.Files)), u.Trouble})
		}
	}
	return waiting, err
}

func countFiles(n int) string {
	if n == 1 {
		return "1 file"
	}
	return fmt.Sprintf("%d files", n)
}

// batches lists what was taken in, the latest first, without what was looked
// at and held nothing.
func (v *visit) batches(r analysis.Runner, style report.Style) (lines []batchLine, older bool, err error) {
	all, err := v.Store.Batches(v.ctx(), r.Name)
	if err != nil {
		return nil, false, err
	}
	every := v.r.URL.Query().Get("batches") == "all"
	for i, b := range all {
		line := v.batchLine(b, i == 0, style)
		if line.Kept == "" {
			continue
		}
		if len(lines) == batchesShown && !every {
			return lines, true, nil
		}
		lines = append(lines, line)
	}
	return lines, false, nil
}

// batchLine tells of a batch; latest says that none was begun after it.
func (v *visit) batchLine(b store.Batch, latest bool, style report.Style) batchLine {
	line := batchLine{ID: b.ID, At: style.Stamp(b.At), Kept: report.OutcomesWords(b.Outcomes)}
	fetched := b.Fetched > 0
	switch {
	case b.Undone != nil:
		line.Kept = "taken back " + style.Stamp(*b.Undone)
		return line
	case line.Kept == "" && (b.Ended != nil || !latest):
		return line
	case b.Ended == nil && latest:
		line.Kept = strings.TrimPrefix(line.Kept+"; it goes on", "; ")
	case b.Ended == nil:
		line.Kept += "; stopped before its end"
	}
	if fetched {
		line.Kept = "from Strava: " + line.Kept
	}
	line.Undo = b.Ended != nil && !fetched
	return line
}

func (v *visit) sync() error {
	_, r, err := v.view()
	if err != nil {
		return err
	}
	if err := v.Service.LookNow(v.ctx(), r.Name); err != nil {
		return err
	}
	v.flash("Your sources are being looked at. What is new comes within moments.")
	return v.goTo("/sources")
}

// undoPage asks whether a batch is to be taken back.
type undoPage struct{ ID, At, Kept string }

func (v *visit) askToUndo() error {
	_, r, err := v.view()
	if err != nil {
		return err
	}
	b, err := v.undoable(r)
	if err != nil {
		return err
	}
	line := v.batchLine(b, false, v.style(r))
	return v.render("undo", "Take back files", undoPage{b.ID, line.At, line.Kept})
}

// undoable is the batch of the path, which has to be the runner's and may be
// taken back.
func (v *visit) undoable(r analysis.Runner) (store.Batch, error) {
	all, err := v.Store.Batches(v.ctx(), r.Name)
	if err != nil {
		return store.Batch{}, err
	}
	for _, b := range all {
		switch {
		case b.ID != v.r.PathValue("id"):
			continue
		case b.Undone != nil:
			return b, &pageError{http.StatusConflict, "This was taken back already", "It was, on " + v.style(r).Stamp(*b.Undone) + "."}
		case b.Fetched > 0:
			return b, &pageError{http.StatusConflict, "This came from Strava", "It would only be fetched again. To remove what came from Strava, disconnect it under Sources."}
		}
		return b, nil
	}
	return store.Batch{}, errNotFound
}

func (v *visit) undoBatch() error {
	_, r, err := v.view()
	if err != nil {
		return err
	}
	b, err := v.undoable(r)
	if err != nil {
		return err
	}
	done, err := v.Store.UndoBatch(v.ctx(), r.Name, b.ID, v.Now())
	if err != nil {
		return err
	}
	said := "Taken back: " + countFiles(done.Recordings)
	switch {
	case done.RunsRemoved == 1:
		said += ", and with that 1 run"
	case done.RunsRemoved > 1:
		said += fmt.Sprintf(", and with that %d runs", done.RunsRemoved)
	}
	said += "."
	if done.RunsKept > 0 {
		said += fmt.Sprintf(" Runs that other files tell of too stay: %d.", done.RunsKept)
	}
	v.flash(said + " What is left was judged again.")
	return v.goTo("/sources")
}
