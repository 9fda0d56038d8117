package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"needled/analysis"
	"needled/daemon/export"
)

// exportJSON is what `needled export --json` prints.
type exportJSON struct {
	File    string         `json:"file"`
	Counts  export.Counts  `json:"counts"`
	LeftOut export.LeftOut `json:"left_out"`
}

func (a *app) exportCommand() *cobra.Command {
	var output string
	cmd := &cobra.Command{Use: "export -o FILE.zip", Short: "Write all that is kept of a runner into one file", Args: cobra.NoArgs,
		Long: `Write all that is kept of a runner into one zip file of open formats: the
original activity files, treatments, check-ins, verdicts, and what you said of
runs. needled ingest FILE.zip takes it into another store, which then says the
same. What was fetched from Strava is left out: it may not be passed on.`,
		Example: "  needled export -o me.zip\n  needled --data /new/place ingest me.zip",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if output == "" {
				return usage("where to? give a file as -o FILE.zip")
			}
			ctx := cmd.Context()
			if err := a.open(ctx); err != nil {
				return err
			}
			r, err := a.judged(ctx)
			if err != nil {
				return err
			}
			m, err := a.export(ctx, r, output)
			if err != nil {
				return err
			}
			if a.flags.json {
				return a.printJSON(exportJSON{output, m.Counts, m.LeftOut})
			}
			c := m.Counts
			a.say("Wrote %s: %s, %s, %s, %s.", output, plural(c.Originals, "original"), plural(c.Runs, "run"),
				plural(c.Treatments, "treatment"), plural(c.CheckIns, "check-in"))
			if n := m.LeftOut.Fetched; n > 0 {
				a.say("Left out: %s fetched from Strava; add the watch files to keep them.", plural(n, "run"))
			}
			if n := m.LeftOut.Unreadable; n > 0 {
				a.say("Left out: %s that could not be read.", plural(n, "file"))
			}
			return nil
		}}
	cmd.Flags().StringVarP(&output, "output", "o", "", "`file` to write to")
	return cmd
}

// export writes the file beside its place first, so that no half one is ever
// found there.
func (a *app) export(ctx context.Context, r analysis.Runner, output string) (m export.Manifest, err error) {
	if info, err := os.Stat(output); err == nil && info.IsDir() {
		return m, usage("%s is a folder; give a file", output)
	}
	beside, err := os.CreateTemp(filepath.Dir(output), ".needled-export-*")
	if err != nil {
		return m, usage("the export can't be written: %v", err)
	}
	defer os.Remove(beside.Name()) // gone already when all went well
	defer beside.Close()
	disk := &writing{to: beside}
	if m, err = export.Write(ctx, disk, a.st, r.Name, programVersion()); disk.err != nil {
		err = usage("the export can't be written: %v", disk.err)
	}
	if err != nil {
		return m, err
	}
	for _, step := range []func() error{beside.Sync, beside.Close, func() error { return os.Rename(beside.Name(), output) }} {
		if err := step(); err != nil {
			return m, usage("the export can't be written: %v", err)
		}
	}
	return m, nil
}

// writing remembers what went wrong with the disk, apart from what may go
// wrong with the store.
type writing struct {
	to  io.Writer
	err error
}

func (w *writing) Write(p []byte) (int, error) {
	n, err := w.to.Write(p)
	if err != nil {
		w.err = err
	}
	return n, err
}

func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
