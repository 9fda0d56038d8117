package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"needled/analysis"
	"needled/analysis/report"
	"needled/configs"
)

// noTime asks for everything, whenever it was.
var noTime time.Time

var reportFormats = []string{"text", "json", "csv", "html", "pdf"}

func (a *app) reportCommand() *cobra.Command {
	var treatment, since, until, format, output string
	var force bool
	cmd := &cobra.Command{Use: "report", Short: "Report on a recovery, or on all in a span", Args: cobra.NoArgs,
		Long: "Report on the latest recovery, on that of --treatment ID, or on all whose\ntreatment lies between --since and --until.\n\n" +
			"Without --format the ending of -o FILE says which: .json, .csv, .html or\n.pdf; all else is text. HTML is one file that holds its style and its\npictures; PDF is one or two A4 pages a recovery.\n\nA file that is there already is replaced only if it is such a report.",
		Example: "  needled report\n  needled report --treatment t2 --format csv -o recovery.csv\n  needled report -o recovery.pdf",
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if !cmd.Flags().Changed("format") {
				format = formatOf(output, a.flags.json)
			}
			write, err := reportWriter(format)
			if err != nil {
				return err
			}
			toOut := output == "" || output == "-"
			if format == "pdf" && toOut && a.outTTY {
				return usage("a PDF can't be read on a terminal; write it to a file: needled report -o recovery.pdf")
			}
			if treatment != "" && (since != "" || until != "") {
				return usage("give --treatment, or --since and --until, not both")
			}
			if err := a.open(ctx); err != nil {
				return err
			}
			r, err := a.judged(ctx)
			if err != nil {
				return err
			}
			reports, err := a.reports(ctx, r, treatment, since, until)
			if err != nil {
				return err
			}
			style := a.style(r)
			if toOut {
				return write(a.out, style, reports)
			}
			switch {
			case len(reports) == 0 && holdsSomething(output):
				if !a.flags.quiet {
					a.warn("", "nothing to report: no treatment is recorded for this time; "+output+" is left as it was")
				}
				return nil
			case !force && !mayReplace(output):
				return usage("%s is there already and is no report of needled; give another file, or --force to replace it", output)
			}
			style.Color, style.Width = false, 0
			var b bytes.Buffer
			if err := write(&b, style, reports); err != nil {
				return err
			}
			if err := os.WriteFile(output, b.Bytes(), 0o600); err != nil {
				return usage("the report can't be written: %v", err)
			}
			switch {
			case a.flags.quiet:
			case len(reports) == 0:
				a.warn("", "wrote "+output+", which holds no report: no treatment is recorded for this time")
			default:
				a.warn("", "wrote "+output)
			}
			return nil
		}}
	f := cmd.Flags()
	f.StringVar(&treatment, "treatment", "", "`ID` of the treatment")
	f.StringVar(&since, "since", "", "`time` from which treatments are reported on")
	f.StringVar(&until, "until", "", "`time` up to which they are; a date includes that day")
	f.StringVar(&format, "format", "text", "`text|json|csv|html|pdf`")
	f.StringVarP(&output, "output", "o", "", "`file` to write to")
	f.BoolVar(&force, "force", false, "replace a file that is no report")
	return cmd
}

// formatOf is the format of a report that nobody named one for: that of the
// file's ending, else text.
func formatOf(output string, json bool) string {
	if json {
		return "json"
	}
	if ending := strings.ToLower(strings.TrimPrefix(filepath.Ext(output), ".")); slices.Contains(reportFormats, ending) {
		return ending
	}
	return "text"
}

type writeReports func(io.Writer, report.Style, []report.Report) error

func reportWriter(format string) (writeReports, error) {
	switch format {
	case "text":
		return func(w io.Writer, s report.Style, rs []report.Report) error { return report.Text(w, s, rs...) }, nil
	case "csv":
		return func(w io.Writer, s report.Style, rs []report.Report) error { return report.CSV(w, s, rs...) }, nil
	case "html":
		return func(w io.Writer, s report.Style, rs []report.Report) error { return report.HTML(w, s, rs...) }, nil
	case "pdf":
		return func(w io.Writer, s report.Style, rs []report.Report) error { return report.PDF(w, s, rs...) }, nil
	case "json":
		return func(w io.Writer, s report.Style, rs []report.Report) error {
			for _, r := range rs {
				if err := report.WriteJSON(w, report.NewReportJSON(r, s.Units)); err != nil {
					return err
				}
			}
			return nil
		}, nil
	}
	hint := ""
	if near := configs.Nearest(format, reportFormats); near != "" {
		hint = "; did you mean " + near + "?"
	}
	return nil, usage("--format is text, json, csv, html or pdf, not %q%s", format, hint)
}

// reports gathers the recoveries asked for: of one treatment, of a span, or
// the latest.
func (a *app) reports(ctx context.Context, r analysis.Runner, treatment, since, until string) ([]report.Report, error) {
	var named []string
	if treatment != "" {
		t, err := a.st.Treatment(ctx, r.Name, treatment)
		if err != nil {
			return nil, err
		}
		named = []string{t.ID}
	}
	from, to, err := span(since, until, r.Location())
	if err != nil {
		return nil, err
	}
	recoveries, err := a.recoveries(ctx, r, named...)
	if err != nil {
		return nil, err
	}
	if treatment == "" && since == "" && until == "" && len(recoveries) > 0 {
		recoveries = latest(recoveries, a.now())
	}
	checks, err := a.st.CheckIns(ctx, r.Name, noTime)
	if err != nil {
		return nil, err
	}
	name, err := a.st.NameOf(ctx, r.Name)
	if err != nil {
		return nil, err
	}
	var reports []report.Report
	for _, rec := range recoveries {
		at := rec.Treatment.At
		if at.Before(from) || !to.IsZero() && !at.Before(to) {
			continue
		}
		reports = append(reports, report.Report{Runner: r, Name: name, Recovery: rec, CheckIns: checks, At: a.now()})
	}
	return reports, a.planNext(ctx, r, reports)
}

// latest is the last recovery that has begun, else the first to come.
func latest(recoveries []analysis.Recovery, now time.Time) []analysis.Recovery {
	for i := len(recoveries) - 1; i > 0; i-- {
		if !recoveries[i].Treatment.At.After(now) {
			return recoveries[i : i+1]
		}
	}
	return recoveries[:1]
}

// planNext adds the plan for the next run to the recovery that is still open.
func (a *app) planNext(ctx context.Context, r analysis.Runner, reports []report.Report) error {
	h, err := a.st.History(ctx, r.Name, a.now().Add(-analysis.PlanReach))
	if err != nil {
		return err
	}
	plan := analysis.PlanAt(h, a.protocol, a.now())
	for i := range reports {
		if plan.Treatment != nil && plan.Treatment.ID == reports[i].Recovery.Treatment.ID {
			reports[i].Next = &plan
		}
	}
	return nil
}
