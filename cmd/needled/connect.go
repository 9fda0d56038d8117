package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"needled/analysis"
	"needled/daemon"
	"needled/ingest/strava"
)

func (a *app) connectCommand() *cobra.Command {
	var noBrowser bool
	cmd := &cobra.Command{Use: "connect strava", Short: "Give needled leave to read your runs at Strava",
		Long: `Connect a runner to Strava: a browser opens, Strava asks for leave, and your
runs come by themselves from then on. Over ssh, or where no browser opens, open
the address that is printed wherever you like; when the browser then shows a
page that can't be reached, paste that page's address here.

What comes from Strava is shown to you only, never to a clinician, and is
kept for seven days at most; the watch's own files are what lasts.`,
		Args: onlyStrava, ValidArgs: []string{"strava"},
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			s, r, err := a.stravaFor(ctx)
			if err != nil {
				return err
			}
			consent := strava.Consent{
				Show: func(address string) { a.showConsent(address, noBrowser) },
				Say:  func(sentence string) { fmt.Fprintln(a.err, sentence) },
			}
			if noBrowser || a.inTTY {
				consent.Pasted = a.in
			}
			c, err := s.Connect(ctx, r.Name, consent)
			if err != nil {
				return err
			}
			a.say("Connected: the runs of %s come from Strava from now on.", r.Name)
			if c.Warning != "" {
				fmt.Fprintln(a.err, c.Warning)
			}
			result, err := s.SyncStrava(ctx, r.Name, nil)
			if err != nil {
				return err
			}
			a.say("%s", result.Detail)
			if !a.flags.json && result.State == strava.OK {
				a.say("needled status says whether you may run.")
			}
			if a.flags.json {
				err = a.printJSON(map[string]any{"runner": r.Name, "connected": true, "state": result.State, "detail": result.Detail})
			}
			if result.State == strava.NeedsYou {
				return cmp.Or(err, errNeedsUser)
			}
			return err
		}}
	cmd.Flags().BoolVar(&noBrowser, "no-browser", false, "print the address instead of opening a browser, and wait for the answer")
	return cmd
}

func (a *app) disconnectCommand() *cobra.Command {
	return &cobra.Command{Use: "disconnect strava", Short: "Give the leave back and remove what came from Strava",
		Args: onlyStrava, ValidArgs: []string{"strava"},
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			s, r, err := a.stravaFor(ctx)
			if err != nil {
				return err
			}
			note, err := s.Disconnect(ctx, r.Name)
			if errors.Is(err, strava.ErrNotConnected) {
				a.say("%s is not connected to Strava.", r.Name)
				return a.tellDisconnected(r)
			}
			if err != nil {
				return err
			}
			a.say("Disconnected. What came from Strava was removed; files you gave needled stay.")
			if note != "" {
				a.warn("", note)
			}
			return a.tellDisconnected(r)
		}}
}

// tellDisconnected tells a script.
func (a *app) tellDisconnected(r analysis.Runner) error {
	if !a.flags.json {
		return nil
	}
	return a.printJSON(map[string]any{"runner": r.Name, "connected": false})
}

// stravaFor is a service that knows Strava, and the runner it is about.
func (a *app) stravaFor(ctx context.Context) (*daemon.Service, analysis.Runner, error) {
	s, err := a.service(ctx, nil)
	if err != nil {
		return nil, analysis.Runner{}, err
	}
	if !a.config.Strava.On() {
		return nil, analysis.Runner{}, usage("Strava is off until the id and secret of your own API application are in the settings, under [strava]; https://www.strava.com/settings/api makes one")
	}
	r, err := a.runner(ctx)
	return s, r, err
}

func onlyStrava(_ *cobra.Command, args []string) error {
	if len(args) != 1 || args[0] != "strava" {
		return usage("say what: needled connect strava, or needled disconnect strava")
	}
	return nil
}

// showConsent brings the runner to Strava's page. The address always stands on
// a line of its own: a browser may open on another screen, or not at all.
func (a *app) showConsent(address string, noBrowser bool) {
	out := a.err
	if noBrowser {
		out = a.out
	}
	fmt.Fprintln(out, "Open this address in a browser and give needled leave to read your activities:")
	fmt.Fprintf(out, "\n%s\n\n", address)
	fmt.Fprintf(out, "needled waits %.0f minutes for the answer.\n", strava.AnswerWithin.Minutes())
	if noBrowser || a.inTTY {
		fmt.Fprintln(out, "If the browser then shows a page that can't be reached, paste that page's address here:")
	}
	if !noBrowser {
		openBrowser(address)
	}
}

// openBrowser opens an address where the machine has a way to; where it has
// none the printed address serves.
func openBrowser(address string) {
	command := map[string][]string{
		"darwin":  {"open"},
		"windows": {"rundll32", "url.dll,FileProtocolHandler"},
	}[runtime.GOOS]
	if command == nil {
		command = []string{"xdg-open"}
	}
	if !strings.HasPrefix(address, "https://") && !strings.HasPrefix(address, "http://") {
		return
	}
	cmd := exec.Command(command[0], append(command[1:], address)...)
	if cmd.Start() == nil {
		go func() { _ = cmd.Wait() }()
	}
}
