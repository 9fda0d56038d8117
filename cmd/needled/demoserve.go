package main

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"path/filepath"

	"needled/cmd/needled/demo"
	"needled/configs"
	"needled/daemon"
	"needled/daemon/store"
	"needled/daemon/web"
)

// serveDemo adds a clinic to the demo's store, and serves it until told to
// stop.
func (a *app) serveDemo(ctx context.Context, folder string) error {
	ctx, stop := a.whileThere(ctx)
	defer stop()
	patients, err := demo.Clinic(a.now(), a.config.Zone)
	if err != nil {
		return err
	}
	a.say("\nMaking a clinic of %d patients …", len(patients))
	people, err := a.makeClinic(ctx, folder, patients)
	if err != nil {
		return err
	}
	a.config.Data, a.config.Database = folder, configs.NewSecret(demoStore(folder), demoStore(folder))
	a.config.LogLevel = "warn"
	if a.flags.logLevel != "" {
		a.config.LogLevel = a.flags.logLevel
	}
	if a.config.Daemon.Listen, err = demoAddress(ctx); err != nil {
		return err
	}
	var untold error
	err = daemon.Run(ctx, daemon.Options{
		Log: a.log(),
		Open: func(ctx context.Context) (daemon.Parts, error) {
			if err := a.openAt(ctx, demoStore(folder)); err != nil {
				return daemon.Parts{}, err
			}
			parts := a.parts(a.log())
			a.st = nil // the daemon's to close now
			return parts, nil
		},
		Up: func(address string) {
			if untold = a.tellPeople(ctx, folder, address, people); untold != nil {
				stop() // nobody would know how to get in
			}
		},
	})
	if err = cmp.Or(err, untold); err == nil {
		a.say("\nThe demo has ended, and nothing is left of it.")
	}
	return err
}

// makeClinic adds people and patients to the demo's store.
func (a *app) makeClinic(ctx context.Context, folder string, patients []demo.Patient) (people demoPeople, err error) {
	c, err := a.openClinic(ctx, demoStore(folder))
	if err != nil {
		return people, err
	}
	defer c.store.Close()
	if people, err = makePeople(ctx, c.store, demoRunner, c.now); err != nil {
		return people, err
	}
	if err := c.fill(ctx, patients, filepath.Join(folder, "clinic"), people.clinician); err != nil {
		return people, err
	}
	return people, c.lookAround(ctx, patients, people.clinician)
}

// demoAddress is the daemon's usual address, or where that is taken, one with
// any free port.
func demoAddress(ctx context.Context) (string, error) {
	const usual = "127.0.0.1:8321"
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", usual)
	if err != nil {
		return "127.0.0.1:0", nil
	}
	return usual, l.Close()
}

// tellPeople prints how to get in as whom.
func (a *app) tellPeople(ctx context.Context, folder, address string, p demoPeople) error {
	links, err := a.demoLinks(ctx, folder, address, p)
	if err != nil {
		return err
	}
	if a.flags.json {
		return a.printJSON(map[string]any{"address": "http://" + address + "/", "links": links, "password": p.password, "logins": map[string]string{
			"runner": p.runner.Login, "clinician": p.clinician.Login, "admin": p.admin.Login,
		}})
	}
	_, err = fmt.Fprintf(a.out, `
Open one of these in a browser; each works once:

  The runner, %s, whose runs are those above
  %s

  The clinician, %s, whom forty patients let see their runs; the runner above
  hasn't, and can: Settings, Who may see your runs
  %s

  The admin, %s, who says who may come in
  %s

Later: http://%s/login, as %s, %s or %s, password %s
Ctrl-C ends the demo.
`, p.runner.Name, links["runner"], p.clinician.Name, links["clinician"], p.admin.Name, links["admin"],
		address, p.runner.Login, p.clinician.Login, p.admin.Login, p.password)
	return err
}

// demoLinks are what lets each of the people in, once.
func (a *app) demoLinks(ctx context.Context, folder, address string, p demoPeople) (map[string]string, error) {
	st, err := store.Open(ctx, demoStore(folder), a.storeOptions())
	if err != nil {
		return nil, err
	}
	defer st.Close()
	links := map[string]string{}
	for name, who := range map[string]store.Person{"runner": p.runner, "clinician": p.clinician, "admin": p.admin} {
		if links[name], err = web.OpenLink(ctx, web.Parts{Store: st, Listen: address, Now: a.now}, who); err != nil {
			return nil, err
		}
	}
	return links, nil
}

// whileThere ends when ctx does, or when the terminal goes away: nothing is to
// be left behind.
func (a *app) whileThere(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := context.WithCancel(ctx)
	gone := a.hangup()
	go func() {
		select {
		case <-gone:
			stop()
		case <-ctx.Done():
		}
	}()
	return ctx, stop
}
