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

func (a *app) batchesCommand() *cobra.Command {
	return &cobra.Command{Use: "batches", Short: "List what was taken in when", Args: cobra.NoArgs,
		Long: `List every ingest as a batch, the latest first: when it was, and what is kept
under it. needled ingest --undo ID takes one back: its activities and their
files, and none of the treatments and check-ins that an export of needled may
have brought with them.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if err := a.open(ctx); err != nil {
				return err
			}
			r, err := a.runner(ctx)
			if err != nil {
				return err
			}
			batches, err := a.st.Batches(ctx, r.Name)
			if err != nil {
				return err
			}
			if a.flags.json {
				for _, b := range batches {
					if err := a.printJSON(report.BatchJSON{ID: b.ID, Runner: b.Runner, At: b.At, Ended: b.Ended, Undone: b.Undone, Outcomes: b.Outcomes}); err != nil {
						return err
					}
				}
				return nil
			}
			if len(batches) == 0 {
				a.say("Nothing was taken in yet. Take some in with: needled ingest FOLDER")
				return nil
			}
			t := report.NewTable(report.Column{Title: "ID"}, report.Column{Title: "Begun"}, report.Column{Title: "Kept", Elastic: true})
			for i, b := range batches {
				t.Row(b.ID, b.At.In(r.Location()).Format("Mon 2006-01-02 15:04"), a.kept(r, b, i == 0))
			}
			return t.Write(a.out, a.style(r))
		}}
}

// kept tells what is kept under a batch; latest says that none was begun after
// it.
func (a *app) kept(r analysis.Runner, b store.Batch, latest bool) string {
	if b.Undone != nil {
		return "undone " + b.Undone.In(r.Location()).Format("Mon 2006-01-02 15:04")
	}
	text := counted(b.Outcomes)
	if text == "" {
		text = "nothing new"
	}
	switch {
	case b.Ended == nil && latest:
		text += "; not ended: it is still going on, or was stopped; the same ingest again completes it"
	case b.Ended == nil:
		text += "; stopped before its end"
	}
	return text
}

// counted lists outcomes with their counts, in the order people are told.
func counted(counts map[analysis.Outcome]int) string {
	var parts []string
	for _, o := range outcomes {
		if n := counts[o]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, o))
		}
	}
	return strings.Join(parts, ", ")
}

// undoneJSON is what `needled ingest --undo --json` prints.
type undoneJSON struct {
	Batch       string `json:"batch"`
	Recordings  int    `json:"recordings"`   // taken back
	RunsRemoved int    `json:"runs_removed"` // known from nothing else
	RunsKept    int    `json:"runs_kept"`    // known from other files too
}

// entered is what undoing a batch leaves alone, even where an export of needled
// brought it.
const entered = "Treatments, check-ins and what was said of runs stay."

// undo takes a batch back.
func (a *app) undo(ctx context.Context, r analysis.Runner, batch string) error {
	if err := a.st.MayUndo(ctx, r.Name, batch); err != nil {
		return err // before anything is asked
	}
	if a.inTTY && !a.confirm(fmt.Sprintf("Take back the activities that batch %s added, with their files? "+entered, batch)) {
		return usage("not undone")
	}
	done, err := a.st.UndoBatch(ctx, r.Name, batch, a.now())
	if err != nil {
		return err
	}
	freed, shrinking := a.st.Shrink(ctx) // the batch is undone, whatever comes of it
	if a.flags.json {
		return a.printJSON(undoneJSON{batch, done.Recordings, done.RunsRemoved, done.RunsKept})
	}
	switch {
	case done.Recordings == 0:
		a.say("Took back batch %s: it had added no recording.", batch)
	case done.RunsRemoved == 0:
		a.say("Took back batch %s: %s, and no run. The runs were judged again.", batch, plural(done.Recordings, "recording"))
	default:
		a.say("Took back batch %s: %s, and with that %s. The runs were judged again.",
			batch, plural(done.Recordings, "recording"), plural(done.RunsRemoved, "run"))
	}
	a.say(entered)
	if done.Recordings > 0 {
		a.say("Where another file or archive held one of them too, taking that in again brings it back.")
	}
	if done.RunsKept > 0 {
		a.say("Kept, since other files tell of them too: %s.", plural(done.RunsKept, "run"))
	}
	switch {
	case shrinking != nil:
		a.say("The store keeps its size: %v.", shrinking)
	case freed > 0:
		a.say("%.0f MB were given back to the disk.", float64(freed)/1e6)
	}
	return nil
}
