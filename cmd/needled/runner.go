package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"needled/analysis"
	"needled/analysis/report"
)

func (a *app) runnerCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "runner", Short: "Add, list and edit runners", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(a.runnerAdd(), a.runnerEdit(), a.runnerList())
	return cmd
}

// runnerFlags are what is told of a runner on the command line.
type runnerFlags struct {
	experience, zone, units string
	returning               bool
	hrMax, restingHR, usual float64
	birthYear               int
}

func (f *runnerFlags) register(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.StringVar(&f.experience, "experience", "", "`new|recreational|seasoned`")
	fs.BoolVar(&f.returning, "returning-from-injury", false, "coming back from a serious injury")
	fs.Float64Var(&f.hrMax, "hrmax", 0, "highest heart rate, in `beats/min`")
	fs.Float64Var(&f.restingHR, "hr-rest", 0, "resting heart rate, in `beats/min`")
	fs.IntVar(&f.birthYear, "birth-year", 0, "`year` of birth")
	fs.Float64Var(&f.usual, "usual-km", 0, "usual distance in `km`, where there are too few runs to tell")
	fs.StringVar(&f.units, "units", "", "`metric|imperial`, for the runner's pages; \"\" for those of the settings")
	fs.StringVar(&f.zone, "zone", "", "time `zone`, e.g. Europe/Berlin")
}

// apply sets what was given, and leaves the rest. A 0 takes a figure away.
func (f *runnerFlags) apply(cmd *cobra.Command, a *app, r *analysis.Runner) error {
	given := cmd.Flags().Changed
	if given("experience") {
		if !slices.Contains([]string{"new", "recreational", "seasoned"}, f.experience) {
			return usage("--experience is new, recreational or seasoned, not %q", f.experience)
		}
		r.Experience = analysis.Experience(f.experience)
	}
	if given("returning-from-injury") {
		r.ReturningFromInjury = f.returning
	}
	for _, figure := range []struct {
		flag     string
		value    float64
		min, max float64
		unit     string
		scale    float64
		into     **float64
	}{
		{"hrmax", f.hrMax, 100, 240, "beats/min", 1, &r.HRMax},
		{"hr-rest", f.restingHR, 25, 120, "beats/min", 1, &r.RestingHR},
		{"usual-km", f.usual, 0.5, 100, "km", 1000, &r.UsualM},
	} {
		switch {
		case !given(figure.flag):
		case figure.value == 0:
			*figure.into = nil
		case !(figure.value >= figure.min && figure.value <= figure.max):
			return usage("--%s %v is impossible: it must lie between %v and %v %s", figure.flag, figure.value, figure.min, figure.max, figure.unit)
		default:
			*figure.into = new(figure.value * figure.scale)
		}
	}
	if given("birth-year") {
		switch year := a.now().Year(); {
		case f.birthYear == 0:
			r.BirthYear = nil
		case f.birthYear < year-110 || f.birthYear > year-5:
			return usage("--birth-year %d is impossible: write the year in full, as 1985", f.birthYear)
		default:
			r.BirthYear = new(f.birthYear)
		}
	}
	if given("units") {
		if !slices.Contains([]string{"", string(analysis.Metric), string(analysis.Imperial)}, f.units) {
			return usage("--units is metric or imperial, not %q", f.units)
		}
		r.Units = analysis.Units(f.units)
	}
	if given("zone") {
		zone, err := time.LoadLocation(f.zone)
		if err != nil || f.zone == "" {
			return usage("--zone %q is no time zone; write it as Europe/Berlin", f.zone)
		}
		r.Zone = zone
	}
	return nil
}

func (a *app) runnerAdd() *cobra.Command {
	var f runnerFlags
	cmd := &cobra.Command{Use: "add NAME", Short: "Add a runner", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			name := strings.TrimSpace(args[0])
			if name == "" || len(name) > 64 || strings.ContainsAny(name, "\x00\n\r\t") {
				return usage("%q is no name for a runner", args[0])
			}
			if err := a.open(ctx); err != nil {
				return err
			}
			r := analysis.Runner{Name: name}
			if name == "me" { // there from the beginning
				var err error
				if r, err = a.st.Runner(ctx, name); err != nil {
					return err
				}
			}
			if err := f.apply(cmd, a, &r); err != nil {
				return err
			}
			if name == "me" {
				return a.saveRunner(cmd, r)
			}
			if err := a.st.AddRunner(ctx, r); err != nil {
				return err
			}
			a.say("Added runner %s.", name)
			if !a.flags.json {
				return nil
			}
			r, err := a.st.Runner(ctx, name)
			if err != nil {
				return err
			}
			return a.printJSON(report.NewRunnerJSON(r))
		}}
	f.register(cmd)
	return cmd
}

func (a *app) runnerEdit() *cobra.Command {
	var f runnerFlags
	cmd := &cobra.Command{Use: "edit [NAME]", Short: "Change a runner; verdicts follow", Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if err := a.open(ctx); err != nil {
				return err
			}
			if len(args) == 1 {
				a.flags.runner = args[0]
			}
			r, err := a.runner(ctx)
			if err != nil {
				return err
			}
			if err := f.apply(cmd, a, &r); err != nil {
				return err
			}
			return a.saveRunner(cmd, r)
		}}
	f.register(cmd)
	return cmd
}

func (a *app) saveRunner(cmd *cobra.Command, r analysis.Runner) error {
	if err := a.st.EditRunner(cmd.Context(), r); err != nil {
		return err
	}
	a.say("Changed runner %s; the runs were judged again.", r.Name)
	if a.flags.json {
		return a.printJSON(report.NewRunnerJSON(r))
	}
	return nil
}

func (a *app) runnerList() *cobra.Command {
	return &cobra.Command{Use: "list", Short: "List the runners", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.open(cmd.Context()); err != nil {
				return err
			}
			runners, err := a.st.Runners(cmd.Context())
			if err != nil {
				return err
			}
			if !a.flags.json {
				return report.Runners(a.out, a.style(analysis.Runner{}), runners)
			}
			for _, r := range runners {
				if err := a.printJSON(report.NewRunnerJSON(r)); err != nil {
					return fmt.Errorf("printing: %w", err)
				}
			}
			return nil
		}}
}
