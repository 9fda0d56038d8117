package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon/store"
)

// review lists what is kept aside, and how to settle it.
func (a *app) review(ctx context.Context, r analysis.Runner, filter store.Filter) error {
	found, err := a.st.Reviews(ctx, r.Name, filter)
	if err != nil {
		return err
	}
	aside := a.asides(found)
	if bounded := !filter.Since.IsZero() || !filter.Until.IsZero(); len(found) == 0 && bounded && !a.flags.json {
		return a.sayNoneAside(ctx, r)
	}
	if !a.flags.json {
		return report.Review(a.out, a.style(r), aside)
	}
	for _, one := range aside {
		if err := a.printJSON(report.NewAsideJSON(one, a.config.Units)); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) asides(found []store.Review) []report.Aside {
	aside := make([]report.Aside, len(found))
	for i, f := range found {
		aside[i] = report.Aside{Run: f.Run, Rival: f.Rival, Steps: a.steps(f)}
	}
	return aside
}

// tellAside tells why a run is kept aside all the same, and how to settle it.
func (a *app) tellAside(ctx context.Context, r analysis.Runner, run analysis.Run) error {
	if a.flags.quiet {
		return nil
	}
	found, err := a.st.Reviews(ctx, r.Name, store.Filter{Since: run.Start, Until: run.Start.Add(time.Second)})
	if err != nil {
		return err
	}
	found = slices.DeleteFunc(found, func(f store.Review) bool { return f.Run.ID != run.ID })
	return report.Review(a.out, a.style(r), a.asides(found))
}

// sayNoneAside says that nothing of the time asked for is kept aside.
func (a *app) sayNoneAside(ctx context.Context, r analysis.Runner) error {
	all, err := a.st.Runs(ctx, r.Name, store.Filter{Review: true})
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return report.Review(a.out, a.style(r), nil)
	}
	a.say("Nothing of that time is kept aside; of other times %s.", stillAside(len(all)))
	return nil
}

func stillAside(n int) string {
	if n == 1 {
		return "one recording is"
	}
	return fmt.Sprintf("%d recordings are", n)
}

// steps are the ways to settle a run kept aside.
func (a *app) steps(r store.Review) []report.Step {
	needled := func(args ...string) string {
		words := append([]string{"needled"}, args...)
		if name := a.flags.runner; name != "" {
			words = append(words, "--runner", shellWord(name))
		}
		return strings.Join(words, " ")
	}
	id := r.Run.ID
	var steps []report.Step
	add := func(when string, args ...string) {
		steps = append(steps, report.Step{When: when, Command: needled(args...)})
	}
	switch r.Kind {
	case analysis.NoSport:
		add("If it was a run:", "edit", id, "--sport", "running")
		add("If it was a walk, say:", "edit", id, "--sport", "walking")
	case analysis.TooFar, analysis.TooFast:
		add("If its figures are right:", "edit", id, "--accept")
		add("If it was another sport:", "edit", id, "--sport", "cycling")
	case analysis.InFuture:
		if !r.Run.Start.After(a.now()) {
			add("If its start is right:", "edit", id, "--accept")
		}
	case "":
		if r.Rival == "" {
			add("If its figures are right:", "edit", id, "--accept")
		}
	}
	if r.Rival != "" {
		add("If they are one run:", "merge", id, r.Rival)
		add("If they are two runs:", "split", id)
	}
	if len(steps) == 0 {
		steps = append(steps, report.Step{When: "It can't be judged as it is. If another file tells of the same run, say so with needled merge."})
	}
	return steps
}

// shellWord is a word as a shell takes it.
func shellWord(s string) string {
	if strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
