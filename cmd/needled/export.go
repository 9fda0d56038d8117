package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"

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
	var force bool
	cmd := &cobra.Command{Use: "export -o FILE.zip", Short: "Write all that is kept of a runner into one file", Args: cobra.NoArgs,
		Long: `Write all that is kept of a runner into one zip file of open formats: the
original activity files, treatments, check-ins, verdicts, and what you said of
runs. needled ingest FILE.zip takes it into another store, which then says the
same. What was fetched from Strava is left out: it may not be passed on.

A file that is there already is replaced only if it is such an export.`,
		Example: "  needled export -o me.zip\n  needled --data /new/place ingest me.zip",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if output == "" {
				return usage("where to? give a file as -o FILE.zip")
			}
			if output == "-" && a.outTTY {
				return usage("a zip file is nothing for a terminal; give a file as -o FILE.zip, or send the output elsewhere")
			}
			if output == "-" && a.flags.json {
				return usage("-o - sends the export itself to standard output; leave out --json, or give a file")
			}
			ctx := cmd.Context()
			if err := a.open(ctx); err != nil {
				return err
			}
			r, err := a.judged(ctx)
			if err != nil {
				return err
			}
			m, err := a.export(ctx, r, output, force)
			if err != nil {
				return err
			}
			if a.flags.json {
				return a.printJSON(exportJSON{output, m.Counts, m.LeftOut})
			}
			if output == "-" {
				a.out, output = a.err, "the export" // its bytes have standard output to themselves
			}
			a.sayExported(output, m)
			return nil
		}}
	cmd.Flags().StringVarP(&output, "output", "o", "", "`file` to write to, - for standard output")
	cmd.Flags().BoolVar(&force, "force", false, "replace a file that is no export")
	return cmd
}

func (a *app) sayExported(output string, m export.Manifest) {
	c := m.Counts
	a.say("Wrote %s: %s, %s, %s, %s.", output, plural(c.Originals, "original"), plural(c.Runs, "run"),
		plural(c.Treatments, "treatment"), plural(c.CheckIns, "check-in"))
	if n := m.LeftOut.Fetched; n > 0 {
		a.say("Left out: %s fetched from Strava; add the watch files to keep them.", plural(n, "run"))
	}
	if n := m.LeftOut.Unreadable; n > 0 {
		a.say("Left out: %s that could not be read.", plural(n, "file"))
	}
}

// export writes to output; to standard output where that is -.
func (a *app) export(ctx context.Context, r analysis.Runner, output string, force bool) (export.Manifest, error) {
	if output == "-" {
		return a.exportTo(ctx, r, "standard output", a.out)
	}
	target, err := place(output, force)
	if err != nil {
		return export.Manifest{}, err
	}
	return a.exportFile(ctx, r, output, target)
}

// exportFile writes the file beside its place first, so that no half one is
// ever found there.
func (a *app) exportFile(ctx context.Context, r analysis.Runner, output, target string) (m export.Manifest, err error) {
	sweep(filepath.Dir(target), a.now())
	beside, err := os.CreateTemp(filepath.Dir(target), besidePattern())
	if err != nil {
		return m, cantWrite(output, err)
	}
	defer os.Remove(beside.Name()) // gone already when all went well
	defer beside.Close()
	if m, err = a.exportTo(ctx, r, output, beside); err != nil {
		return m, err
	}
	for _, step := range []func() error{beside.Sync, beside.Close, func() error { return os.Rename(beside.Name(), target) }} {
		if err := step(); err != nil {
			return m, cantWrite(output, err)
		}
	}
	return m, nil
}

func (a *app) exportTo(ctx context.Context, r analysis.Runner, output string, to io.Writer) (export.Manifest, error) {
	watching := a.writingProgress()
	defer watching.end()
	disk := &writing{to: to, written: watching.wrote}
	m, err := export.Write(ctx, disk, a.st, r.Name, programVersion())
	switch {
	case errors.Is(disk.err, syscall.EPIPE):
		return m, disk.err
	case disk.err != nil:
		return m, cantWrite(output, disk.err)
	case errors.Is(err, context.Canceled) && output == "standard output":
		return m, stopped("the export is not whole")
	case errors.Is(err, context.Canceled):
		return m, stopped("nothing was written")
	}
	return m, err
}

func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
