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
			if untold = a.tellPeople("http://"+address+"/", people); untold != nil {
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

// tellPeople prints who can sign in where.
func (a *app) tellPeople(address string, p demoPeople) error {
	if a.flags.json {
		return a.printJSON(map[string]any{"address": address, "password": p.password, "logins": map[string]string{
			"runner": p.runner.Login, "clinician": p.clinician.Login, "admin": p.admin.Login,
		}})
	}
	_, err := fmt.Fprintf(a.out, `
Open %s in a browser and sign in with the password %s as

  %-10s %s, whose runs are those above
  %-10s %s, who may see the runs of all the patients
  %-10s %s, who says who may come in

Ctrl-C ends the demo.
`, address, p.password,
		p.runner.Login, p.runner.Name, p.clinician.Login, p.clinician.Name, p.admin.Login, p.admin.Name)
	return err
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
