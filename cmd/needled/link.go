package main

import (
	"context"

	"github.com/spf13/cobra"

	"needled/daemon"
	"needled/daemon/web"
)

func (a *app) linkCommand() *cobra.Command {
	var login string
	cmd := &cobra.Command{Use: "link", Short: "Print a link that opens needled in a browser, once", Args: cobra.NoArgs,
		Long: `Print a link that lets you in, once and within a day: as long as needled is one
runner's own on this machine, or to set it up where nobody has a password yet.
It works while the daemon runs.

Where people sign in by password, they do so at the address of the daemon; for
one who is locked out --login prints a link that lets them in.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			s, err := a.service(ctx, nil)
			if err != nil {
				return err
			}
			link, err := a.link(ctx, s.SiteParts(a.config.Daemon.Listen), login)
			if err != nil {
				return err
			}
			if by, err := daemon.Serving(s.LockFile()); err == nil && by == "" {
				a.warn("", "the daemon isn't running, and without it no link opens; start it with: needled daemon")
			}
			if a.flags.json {
				return a.printJSON(map[string]any{"link": link})
			}
			if link == "" {
				a.say("People sign in by password here: %s/login", a.siteAddress())
				return nil
			}
			a.say("%s", link)
			return nil
		}}
	cmd.Flags().StringVar(&login, "login", "", "let in the person with this `login`")
	return cmd
}

// link is what lets a person in, or whoever runs needled where no login is
// given.
func (a *app) link(ctx context.Context, p web.Parts, login string) (string, error) {
	if login == "" {
		return web.StartLink(ctx, p)
	}
	who, err := p.Store.PersonByLogin(ctx, login)
	if err != nil {
		return "", err
	}
	return web.OpenLink(ctx, p, who)
}

// siteAddress is where people reach the daemon.
func (a *app) siteAddress() string {
	if a.config.Daemon.URL != "" {
		return a.config.Daemon.URL
	}
	return "http://" + a.config.Daemon.Listen
}
