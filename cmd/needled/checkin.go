package main

import (
	"bufio"
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"needled/analysis"
	"needled/analysis/report"
)

// checkInFlags are what is told of a check-in on the command line.
type checkInFlags struct {
	kind, squat, heelRaise, rom, at, note string
	soreness, pain                        int
	sharpPain, cramping                   bool
}

func (a *app) checkInCommand() *cobra.Command {
	var f checkInFlags
	cmd := &cobra.Command{Use: "checkin", Short: "Record how the treated area feels, before or after a run", Args: cobra.NoArgs,
		Example: "  needled checkin --kind readiness --squat ok --heel-raise ok --rom full --soreness 0\n  needled checkin --kind after --pain 2",
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if err := a.open(ctx); err != nil {
				return err
			}
			r, err := a.runner(ctx)
			if err != nil {
				return err
			}
			c := analysis.CheckIn{Runner: r.Name, At: a.now()}
			if !given(cmd) {
				if !a.inTTY {
					return usage("nothing given to record; see needled checkin --help")
				}
				err = a.askCheckIn(ctx, &c)
			} else {
				err = f.apply(cmd, a, r, &c)
			}
			if err != nil {
				return err
			}
			if c, err = a.st.AddCheckIn(ctx, c); err != nil {
				return err
			}
			if a.flags.json {
				return a.printJSON(report.NewCheckInJSON(c))
			}
			a.say("Recorded check-in %s.", c.ID)
			return nil
		}}
	cmd.AddCommand(a.checkInList(), a.checkInRemove())
	fs := cmd.Flags()
	fs.StringVar(&f.kind, "kind", "", "`readiness|after`: before a run, or after one")
	fs.StringVar(&f.squat, "squat", "", "body-weight squat without pain or stiffness: `ok|no`")
	fs.StringVar(&f.heelRaise, "heel-raise", "", "single-leg heel raises without discomfort: `ok|no`")
	fs.StringVar(&f.rom, "rom", "", "range of motion: `full|limited`")
	fs.IntVar(&f.soreness, "soreness", 0, "soreness of the treated area, `0-10`")
	fs.IntVar(&f.pain, "pain", 0, "pain, `0-10`")
	fs.BoolVar(&f.sharpPain, "sharp-pain", false, "sharp pain in the treated area")
	fs.BoolVar(&f.cramping, "cramping", false, "cramping in the treated area")
	fs.StringVar(&f.at, "at", "", "`time` of the check-in (default: now)")
	fs.StringVar(&f.note, "note", "", "`text` kept with it")
	return cmd
}

func (a *app) checkInList() *cobra.Command {
	return &cobra.Command{Use: "list", Short: "List the check-ins", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if err := a.open(ctx); err != nil {
				return err
			}
			r, err := a.runner(ctx)
			if err != nil {
				return err
			}
			checks, err := a.st.CheckIns(ctx, r.Name, noTime)
			if err != nil {
				return err
			}
			if !a.flags.json {
				if len(checks) == 0 {
					a.say("No check-ins recorded yet.")
					return nil
				}
				return report.CheckIns(a.out, a.style(r), checks)
			}
			for _, c := range checks {
				if err := a.printJSON(report.NewCheckInJSON(c)); err != nil {
					return err
				}
			}
			return nil
		}}
}

func (a *app) checkInRemove() *cobra.Command {
	return &cobra.Command{Use: "remove ID", Short: "Remove a check-in; verdicts follow", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if err := a.open(ctx); err != nil {
				return err
			}
			r, err := a.runner(ctx)
			if err != nil {
				return err
			}
			if err := a.st.RemoveCheckIn(ctx, r.Name, args[0]); err != nil {
				return err
			}
			a.say("Removed check-in %s.", args[0])
			return nil
		}}
}

// given says whether any of the check-in's own flags was set.
func given(cmd *cobra.Command) bool {
	for _, name := range []string{"kind", "squat", "heel-raise", "rom", "soreness", "pain", "sharp-pain", "cramping", "at", "note"} {
		if cmd.Flags().Changed(name) {
			return true
		}
	}
	return false
}

func (f *checkInFlags) apply(cmd *cobra.Command, a *app, r analysis.Runner, c *analysis.CheckIn) (err error) {
	set := cmd.Flags().Changed
	before := set("squat") || set("heel-raise") || set("rom") || set("soreness")
	after := set("pain") || set("sharp-pain") || set("cramping")
	switch c.Kind = analysis.CheckInKind(f.kind); c.Kind {
	case analysis.Readiness, analysis.AfterRun:
	case "":
		switch {
		case before && !after:
			c.Kind = analysis.Readiness
		case after && !before:
			c.Kind = analysis.AfterRun
		default:
			return usage("say which check-in this is: --kind readiness (before a run) or --kind after")
		}
	default:
		return usage("--kind is readiness or after, not %q", f.kind)
	}
	if set("at") {
		var day bool
		if c.At, day, err = instant(f.at, r.Location()); err != nil {
			return err
		}
		if day {
			return usage("--at %s needs a time of day too: --at \"%s 07:30\"", f.at, f.at)
		}
		if c.At.After(a.now()) {
			return usage("--at %s lies in the future", f.at)
		}
	}
	for _, item := range []struct {
		flag, value, yes, no string
		into                 **bool
	}{
		{"squat", f.squat, "ok", "no", &c.SquatOK},
		{"heel-raise", f.heelRaise, "ok", "no", &c.HeelRaise},
		{"rom", f.rom, "full", "limited", &c.FullROM},
	} {
		if !set(item.flag) {
			continue
		}
		if item.value != item.yes && item.value != item.no {
			return usage("--%s is %s or %s, not %q", item.flag, item.yes, item.no, item.value)
		}
		*item.into = new(item.value == item.yes)
	}
	for _, item := range []struct {
		flag  string
		value int
		into  **int
	}{{"soreness", f.soreness, &c.Soreness}, {"pain", f.pain, &c.Pain}} {
		if !set(item.flag) {
			continue
		}
		if item.value < 0 || item.value > 10 {
			return usage("--%s is a number from 0 to 10, not %d", item.flag, item.value)
		}
		*item.into = new(item.value)
	}
	c.SharpPain, c.Cramping, c.Note = f.sharpPain, f.cramping, f.note
	switch {
	case c.Kind == analysis.Readiness && after:
		return usage("pain, sharp pain and cramping are recorded after a run: --kind after")
	case c.Kind == analysis.AfterRun && before:
		return usage("squat, heel raises, range of motion and soreness are recorded before a run: --kind readiness")
	case c.Kind == analysis.AfterRun && c.Pain == nil && !c.SharpPain && !c.Cramping && c.Note == "":
		return usage("nothing given to record; say at least --pain 0-10")
	case c.Kind == analysis.Readiness && !before && c.Note == "":
		return usage("nothing given to record; see needled checkin --help")
	}
	return nil
}

// askCheckIn asks a person at the terminal; an empty answer leaves an item
// unrecorded.
func (a *app) askCheckIn(ctx context.Context, c *analysis.CheckIn) error {
	q := questioner{ctx: ctx, a: a, in: bufio.NewReader(a.in)}
	if q.choice("Before a run, or after one?", "before", "after") == "after" {
		c.Kind = analysis.AfterRun
		c.Pain = q.number("Pain in the treated area, 0 to 10?")
		c.SharpPain = q.choice("Sharp pain?", "no", "yes") == "yes"
		c.Cramping = q.choice("Cramping?", "no", "yes") == "yes"
	} else {
		c.Kind = analysis.Readiness
		c.SquatOK = q.yes("Body-weight squat without pain or stiffness?")
		c.HeelRaise = q.yes("Single-leg heel raises without discomfort?")
		c.FullROM = q.yes("Full range of motion?")
		c.Soreness = q.number("Soreness, 0 to 10?")
	}
	c.At = a.now()
	if q.err == nil && c.Pain == nil && !c.SharpPain && !c.Cramping && c.SquatOK == nil && c.HeelRaise == nil && c.FullROM == nil && c.Soreness == nil {
		return usage("no question was answered; nothing was recorded")
	}
	return q.err
}

// questioner asks until it gets an answer it can use.
type questioner struct {
	ctx context.Context
	a   *app
	in  *bufio.Reader
	err error // input ended; nothing more is asked
}

func (q *questioner) ask(question, hint string) string {
	if q.err != nil {
		return ""
	}
	fmt.Fprintf(q.a.err, "%s [%s] ", question, hint)
	answered := make(chan string, 1)
	go func() { // reading can't be interrupted; the program ends without it
		line, err := q.in.ReadString('\n')
		if err != nil && line == "" {
			close(answered)
			return
		}
		answered <- line
	}()
	select {
	case line, ok := <-answered:
		if !ok {
			q.err = usage("the answers ended; nothing was recorded")
		}
		return strings.ToLower(strings.TrimSpace(line))
	case <-q.ctx.Done():
		fmt.Fprintln(q.a.err)
		q.err = usage("stopped; nothing was recorded")
		return ""
	}
}

// choice asks for one of two words; the first is the default.
func (q *questioner) choice(question, first, second string) string {
	for q.err == nil {
		switch answer := q.ask(question, first+"/"+second); {
		case answer == "" || strings.HasPrefix(first, answer):
			return first
		case strings.HasPrefix(second, answer):
			return second
		}
	}
	return first
}

// yes asks a question that may be left unanswered.
func (q *questioner) yes(question string) *bool {
	for q.err == nil {
		switch answer := q.ask(question, "yes/no, enter to skip"); {
		case answer == "":
			return nil
		case strings.HasPrefix("yes", answer), answer == "ok", answer == "full":
			return new(true)
		case strings.HasPrefix("no", answer), answer == "limited":
			return new(false)
		}
		fmt.Fprintln(q.a.err, "Answer yes or no, or press enter to skip.")
	}
	return nil
}

// number asks for 0 to 10, or nothing.
func (q *questioner) number(question string) *int {
	for q.err == nil {
		answer := q.ask(question, "0-10, enter to skip")
		if answer == "" {
			return nil
		}
		if n, err := strconv.Atoi(answer); err == nil && n >= 0 && n <= 10 {
			return new(n)
		}
		fmt.Fprintln(q.a.err, "Answer with a number from 0 to 10, or press enter to skip.")
	}
	return nil
}
