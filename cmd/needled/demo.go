package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"needled/analysis"
	"needled/analysis/report"
	"needled/cmd/needled/demo"
	"needled/configs"
	"needled/daemon/store"
	"needled/ingest"
	"needled/ingest/all"
)

func (a *app) demoCommand() *cobra.Command {
	var once bool
	cmd := &cobra.Command{Use: "demo", Short: "See it at work on a made-up runner, on a throw-away store", Args: cobra.NoArgs,
		Long: `See it at work: make ten weeks of a runner's history as FIT files, record two
treatments and some check-ins, take everything in the ordinary way, and print
the flagged runs. Then make a clinic of forty patients beside the runner, and
serve all of it to this machine's browsers until Ctrl-C; the logins and their
password are printed.

Nothing of yours is read, and nothing is left behind.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			folder, err := os.MkdirTemp("", "needled-demo-")
			if err != nil {
				return fmt.Errorf("making a folder for the demo: %w", err)
			}
			defer os.RemoveAll(folder)
			defer func() { a.close(); a.st = nil }()
			if err := a.demo(cmd.Context(), folder); err != nil || once {
				return err
			}
			a.close()
			a.st = nil
			return a.serveDemo(cmd.Context(), folder)
		}}
	cmd.Flags().BoolVar(&once, "once", false, "end after printing")
	return cmd
}

// demoRunner is the one runner whose days are shown.
const demoRunner = "demo"

// demoStore is the address of the demo's store.
func demoStore(folder string) string { return "sqlite:" + filepath.Join(folder, "needled.db") }

func (a *app) demo(ctx context.Context, folder string) error {
	// The demo looks at nobody's settings but the units asked for.
	a.config = configs.Config{Units: analysis.Units(a.flags.units)}
	if a.config.Units == "" {
		a.config.Units = analysis.Metric
	}
	a.protocol = configs.DefaultProtocol()
	now := a.now()

	story, err := demo.Write(filepath.Join(folder, "watch"), now, configs.LocalZone(a.env))
	if err != nil {
		return err
	}
	a.config.Zone = story.Runner.Zone
	if err := a.openAt(ctx, demoStore(folder)); err != nil {
		return err
	}
	r := story.Runner
	r.Name = demoRunner
	if err := a.st.AddRunner(ctx, r); err != nil {
		return err
	}
	in := ingest.Ingester{Store: a.st, Decoders: all.Decoders(), Protocol: a.protocol, Now: a.now}
	files := 0
	if _, err := in.Ingest(ctx, ingest.Request{Runner: r.Name, Items: slices.Values(ingest.Find([]string{filepath.Join(folder, "watch")}))},
		func(analysis.Receipt) { files++ }); err != nil {
		return err
	}
	if err := record(ctx, a.st, r.Name, story.Treatments, story.CheckIns); err != nil {
		return err
	}
	return a.tellDemo(ctx, r, files)
}

// record keeps a made-up runner's treatments and check-ins.
func record(ctx context.Context, st *store.Store, runner string, treatments []analysis.Treatment, checkIns []analysis.CheckIn) error {
	for _, t := range treatments {
		t.Runner = runner
		if _, err := st.AddTreatment(ctx, t); err != nil {
			return err
		}
	}
	for _, c := range checkIns {
		c.Runner = runner
		if _, err := st.AddCheckIn(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// tellDemo prints what the demo came to.
func (a *app) tellDemo(ctx context.Context, r analysis.Runner, files int) error {
	flagged, err := a.st.Runs(ctx, r.Name, store.Filter{Levels: []analysis.Level{analysis.Violation, analysis.Caution}})
	if err != nil {
		return err
	}
	reports, err := a.reports(ctx, r, "", "2000-01-01", "")
	if err != nil {
		return err
	}
	if a.flags.json {
		for _, rep := range reports {
			if err := a.printJSON(report.NewReportJSON(rep, a.config.Units)); err != nil {
				return err
			}
		}
		return nil
	}
	a.say("A made-up runner: %d activities of ten weeks taken in from FIT files, %d treatments.\n", files, len(reports))
	a.say("Outside the clinic's advice, or close to it:")
	if err := report.Runs(a.out, a.style(r), flagged); err != nil {
		return err
	}
	a.say("")
	return report.Text(a.out, a.style(r), reports...)
}
