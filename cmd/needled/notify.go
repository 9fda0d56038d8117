package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"needled/analysis/report"
	"needled/daemon/store"
)

func (a *app) notifyCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "notify", Short: "The messages: send a test, list the latest", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(a.notifyTestCommand(), a.notifyListCommand())
	return cmd
}

func (a *app) notifyTestCommand() *cobra.Command {
	return &cobra.Command{Use: "test", Short: "Send a test message to every address of the settings", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.service(cmd.Context(), nil)
			if err != nil {
				return err
			}
			results := s.TestMessages(cmd.Context())
			if len(results) == 0 {
				return usage("there are no addresses: name some under [notify] in the settings, such as urls = [\"ntfy://ntfy.sh/my-topic\"]")
			}
			failed := false
			for _, r := range results {
				word, detail := "sent   ", ""
				if r.Err != nil {
					word, detail, failed = "trouble", r.Err.Error(), true
				}
				if a.flags.json {
					if err := a.printJSON(map[string]any{"service": r.Service, "ok": r.Err == nil, "detail": detail}); err != nil {
						return err
					}
					continue
				}
				fmt.Fprintln(a.out, strings.TrimSpace(word+"  "+r.Service+"  "+detail))
			}
			if failed {
				return errSomeFailed
			}
			return nil
		}}
}

func (a *app) notifyListCommand() *cobra.Command {
	return &cobra.Command{Use: "list", Short: "The latest messages and what became of them", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if err := a.open(ctx); err != nil {
				return err
			}
			r, err := a.runner(ctx)
			if err != nil {
				return err
			}
			events, err := a.st.Events(ctx, r.Name, 30)
			if err != nil {
				return err
			}
			if a.flags.json {
				for _, e := range events {
					if err := a.printJSON(eventJSON(e)); err != nil {
						return err
					}
				}
				return nil
			}
			if len(events) == 0 {
				a.say("No messages yet.")
				return nil
			}
			t := report.NewTable(report.Column{Title: "Due"}, report.Column{Title: "About"}, report.Column{Title: "What became of it", Elastic: true})
			for _, e := range events {
				t.Row(a.style(r).Stamp(e.Due), eventAbout(e), eventFate(e))
			}
			return t.Write(a.out, a.style(r))
		}}
}

// eventAbout names what a message is about.
func eventAbout(e store.Told) string {
	switch e.Kind {
	case store.EventOutside:
		return "run " + e.Run + " outside the advice"
	case store.EventClear:
		return "end of the rest after " + e.Treatment
	case store.EventSource:
		return "a source that needs you"
	case store.EventSilent:
		return "no data for days"
	}
	return e.Kind
}

// eventFate says what became of a message.
func eventFate(e store.Told) string {
	switch {
	case e.Dropped != nil:
		return "not sent: " + e.DroppedWhy
	case len(e.Services) == 0:
		return "waits"
	}
	fate := ""
	for i, s := range e.Services {
		if i > 0 {
			fate += "; "
		}
		switch {
		case s.Delivered != nil:
			fate += s.Service + ": sent"
		case s.Failed != nil:
			fate += s.Service + ": given up, " + s.LastError
		case s.LastError != "":
			fate += s.Service + ": tried again, " + s.LastError
		default:
			fate += s.Service + ": under way"
		}
	}
	return fate
}

func eventJSON(e store.Told) map[string]any {
	services := make([]map[string]any, len(e.Services))
	for i, s := range e.Services {
		services[i] = map[string]any{"service": s.Service, "attempts": s.Attempts, "delivered": s.Delivered, "given_up": s.Failed, "error": s.LastError}
	}
	return map[string]any{"kind": e.Kind, "run": e.Run, "treatment": e.Treatment, "due": e.Due, "dropped": e.DroppedWhy, "services": services}
}
