package main

import (
	"bufio"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"needled/analysis"
	"needled/analysis/report"
	"needled/configs"
)

func (a *app) treatmentCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "treatment", Short: "Record treatments, list, change and remove them", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(a.treatmentAdd(), a.treatmentList(), a.treatmentEdit(), a.treatmentRemove())
	return cmd
}

// treatmentFlags are what is told of a treatment on the command line.
type treatmentFlags struct {
	at, intensity, cpt, class, note string
	muscles, caps                   []string
}

func (f *treatmentFlags) register(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.StringVar(&f.at, "at", "", "`time` the treatment ended: 2026-03-02 17:30, or the date alone")
	fs.StringSliceVar(&f.muscles, "muscles", nil, "`regions` treated, e.g. calf,glutes")
	fs.StringVar(&f.intensity, "intensity", "", "`standard|intensive`")
	fs.StringVar(&f.cpt, "cpt", "", "CPT `code`, 20560 or 20561")
	fs.StringVar(&f.class, "class", "", "the clinician's word: `typical|demanding`")
	fs.StringArrayVar(&f.caps, "cap", nil, "`key=value` of the protocol, for this treatment; may be repeated")
	fs.StringVar(&f.note, "note", "", "`text` kept with it")
}

// apply sets what was given, and leaves the rest.
func (f *treatmentFlags) apply(cmd *cobra.Command, a *app, r analysis.Runner, t *analysis.Treatment) (err error) {
	given := cmd.Flags().Changed
	if given("at") {
		if t.At, t.DateOnly, err = instant(f.at, r.Location()); err != nil {
			return err
		}
	}
	if given("muscles") {
		if t.Muscles, err = muscles(f.muscles); err != nil {
			return err
		}
	}
	if given("intensity") {
		if !slices.Contains([]string{"standard", "intensive", ""}, f.intensity) {
			return usage("--intensity is standard or intensive, not %q", f.intensity)
		}
		t.Intensity = analysis.NeedlingIntensity(f.intensity)
	}
	if given("class") {
		if !slices.Contains([]string{"typical", "demanding", ""}, f.class) {
			return usage("--class is typical or demanding, not %q", f.class)
		}
		t.Class = analysis.Class(f.class)
	}
	if given("cpt") {
		if !slices.Contains([]string{"20560", "20561", ""}, f.cpt) {
			return usage("--cpt is 20560 or 20561, not %q", f.cpt)
		}
		t.CPT = f.cpt
	}
	if given("note") {
		t.Note = f.note
	}
	if given("cap") {
		return setCaps(t, f.caps, a.protocol)
	}
	return nil
}

func setCaps(t *analysis.Treatment, given []string, p analysis.Protocol) error {
	t.Caps = map[analysis.Key]float64{}
	for _, c := range given {
		if c == "" { // --cap "" takes all away
			continue
		}
		key, value, err := configs.ParseCap(c)
		if err != nil {
			return usage("--cap %s: %v", c, err)
		}
		t.Caps[key] = value
	}
	if conflicts := p.With(t.Caps).Conflicts(); len(conflicts) > 0 {
		return usage("--cap: %v", conflicts[0])
	}
	return nil
}

// alsoCalled gives other words for a region.
var alsoCalled = map[analysis.Muscle]analysis.Muscle{
	"it band": "tfl", "it-band": "tfl", "itb": "tfl", "iliotibial band": "tfl",
	"soleus": "calf", "gastrocnemius": "calf", "achilles": "calf", "piriformis": "glutes",
	"tibialis anterior": "shin", "plantar fascia": "foot", "psoas": "hip-flexors", "iliopsoas": "hip-flexors",
	"rectus femoris": "quadriceps", "vastus lateralis": "quadriceps", "biceps femoris": "hamstrings",
	"quadratus lumborum": "lower-back", "lats": "latissimus", "traps": "trapezius", "groin": "adductors",
}

// plurals are those that are made without an s.
var plurals = map[string]string{"calves": "calf", "feet": "foot"}

// muscleNamed is the region that a word means, be it of one or of several; the
// word itself where needled doesn't know it.
func muscleNamed(word string) analysis.Muscle {
	for _, form := range []string{word, plurals[word], word + "s", strings.TrimSuffix(word, "s")} {
		m := analysis.Muscle(form)
		if other, ok := alsoCalled[m]; ok {
			return other
		}
		if slices.Contains(analysis.Muscles(), m) {
			return m
		}
	}
	return analysis.Muscle(word)
}

func muscles(names []string) ([]analysis.Muscle, error) {
	known := analysis.Muscles()
	words := make([]string, len(known))
	for i, m := range known {
		words[i] = string(m)
	}
	var ms []analysis.Muscle
	for _, name := range names {
		m := muscleNamed(strings.ToLower(strings.TrimSpace(name)))
		if m == "" {
			continue
		}
		if !slices.Contains(known, m) {
			hint := ""
			if near := configs.Nearest(string(m), words); near != "" {
				hint = fmt.Sprintf("did you mean %s? ", near)
			}
			return nil, usage("%q is no muscle needled knows; %sknown are %s", name, hint, strings.Join(words, ", "))
		}
		if !slices.Contains(ms, m) {
			ms = append(ms, m)
		}
	}
	return ms, nil
}

func (a *app) treatmentAdd() *cobra.Command {
	var f treatmentFlags
	cmd := &cobra.Command{Use: "add --at TIME", Short: "Record a treatment", Args: cobra.NoArgs,
		Example: "  needled treatment add --at \"2026-03-02 17:30\" --muscles calf\n  needled treatment add --at 2026-03-02 --muscles glutes,hamstrings --intensity intensive",
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if !cmd.Flags().Changed("at") {
				return usage("when did the treatment end? give it as --at \"2026-03-02 17:30\", or --at 2026-03-02 when the time is not known")
			}
			if err := a.open(ctx); err != nil {
				return err
			}
			r, err := a.runner(ctx)
			if err != nil {
				return err
			}
			t := analysis.Treatment{Runner: r.Name}
			if err := f.apply(cmd, a, r, &t); err != nil {
				return err
			}
			if t, err = a.st.AddTreatment(ctx, t); err != nil {
				return err
			}
			if a.flags.json {
				return a.printJSON(report.NewTreatmentJSON(t))
			}
			a.say("Recorded treatment %s.", t.ID)
			return a.sayRest(ctx, r, t)
		}}
	f.register(cmd)
	return cmd
}

// sayRest tells what a treatment means for the next days, the rest of earlier
// ones included.
func (a *app) sayRest(ctx context.Context, r analysis.Runner, t analysis.Treatment) error {
	const layout = "Mon 2 Jan 2006 15:04"
	zone := r.Location()
	if t.At.After(a.now()) {
		a.say("It lies in the future; runs are held against it once it has taken place.")
	}
	if t.DateOnly {
		a.say("The time of day is not known, so the rest is counted from the start of that day.")
	}
	recoveries, err := a.recoveries(ctx, r, t.ID)
	if err != nil || len(recoveries) != 1 {
		return err
	}
	rec := recoveries[0]
	a.say("Rest until %s, clear from %s.", rec.Floor.In(zone).Format(layout), rec.Clear.In(zone).Format(layout))
	a.say("Class %s: %s.", rec.Class, rec.ClassWhy)
	return nil
}

func (a *app) treatmentList() *cobra.Command {
	return &cobra.Command{Use: "list", Short: "List the treatments", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if err := a.open(ctx); err != nil {
				return err
			}
			r, err := a.runner(ctx)
			if err != nil {
				return err
			}
			ts, err := a.st.Treatments(ctx, r.Name)
			if err != nil {
				return err
			}
			if a.flags.json {
				for _, t := range ts {
					if err := a.printJSON(report.NewTreatmentJSON(t)); err != nil {
						return err
					}
				}
				return nil
			}
			if len(ts) == 0 {
				a.say("No treatments recorded yet. Record one with: needled treatment add --at TIME --muscles …")
				return nil
			}
			return report.Treatments(a.out, a.style(r), ts, a.protocol)
		}}
}

func (a *app) treatmentEdit() *cobra.Command {
	var f treatmentFlags
	cmd := &cobra.Command{Use: "edit ID", Short: "Change a treatment; verdicts follow", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if err := a.open(ctx); err != nil {
				return err
			}
			r, err := a.runner(ctx)
			if err != nil {
				return err
			}
			t, err := a.st.Treatment(ctx, r.Name, args[0])
			if err != nil {
				return err
			}
			if err := f.apply(cmd, a, r, &t); err != nil {
				return err
			}
			if t, err = a.st.EditTreatment(ctx, t); err != nil {
				return err
			}
			if a.flags.json {
				return a.printJSON(report.NewTreatmentJSON(t))
			}
			a.say("Changed treatment %s; the runs after it were judged again.", t.ID)
			return a.sayRest(ctx, r, t)
		}}
	f.register(cmd)
	return cmd
}

func (a *app) treatmentRemove() *cobra.Command {
	return &cobra.Command{Use: "remove ID", Short: "Remove a treatment; verdicts follow", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if err := a.open(ctx); err != nil {
				return err
			}
			r, err := a.runner(ctx)
			if err != nil {
				return err
			}
			t, err := a.st.Treatment(ctx, r.Name, args[0])
			if err != nil {
				return err
			}
			if a.inTTY && !a.confirm(fmt.Sprintf("Remove treatment %s of %s?", t.ID, t.At.In(r.Location()).Format("Mon 2 Jan 2006"))) {
				return usage("not removed")
			}
			if err := a.st.RemoveTreatment(ctx, r.Name, t.ID); err != nil {
				return err
			}
			a.say("Removed treatment %s; the runs after it were judged again.", t.ID)
			return nil
		}}
}

// confirm asks a yes-or-no question on the terminal.
func (a *app) confirm(question string) bool {
	fmt.Fprint(a.err, a.beside().Wrapped("", question+" [y/N]"), " ")
	answer, _ := bufio.NewReader(a.in).ReadString('\n')
	answer = strings.ToLower(strings.TrimSpace(answer))
	return answer == "y" || answer == "yes"
}
