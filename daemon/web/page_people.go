package web

import (
	"net/http"
	"slices"

	"needled/daemon/store"
)

// peoplePage is everybody, and the invitations.
type peoplePage struct {
	People      []personRow
	Invitations []invitation
	Troubles    []trouble
	Name        field
	Roles       checks
	Runs        []option // runners who are nobody's yet, to choose from
	RunsError   string
}

// personRow is a person in a line.
type personRow struct{ ID, Name, Login, Roles, State string }

func (v *visit) people() error { return v.peopleForm(http.StatusOK, filled(nil)) }

func (v *visit) peopleForm(status int, f *form) error {
	people, err := v.Store.People(v.ctx())
	if err != nil {
		return err
	}
	p := peoplePage{Troubles: f.troubles(), Roles: roleChecks(f), RunsError: f.wrong["runs"],
		Name: f.show(field{Name: "name", Label: "Name", Hint: "They may change it when they join.", Required: true})}
	for _, who := range people {
		row := personRow{ID: who.ID, Name: who.Name, Login: who.Login, Roles: rolesOf(who.Admin, who.Clinician, who.Runner != "")}
		switch {
		case who.Disabled != nil:
			row.State = "disabled " + v.siteStyle().Moment(*who.Disabled)
		case who.Password == "":
			row.State = "has no password yet"
		}
		p.People = append(p.People, row)
	}
	if p.Runs, err = v.freeRuns(f); err != nil {
		return err
	}
	if p.Invitations, err = v.invitations(""); err != nil {
		return err
	}
	return v.renderStatus(status, "people", "People", p)
}

// roleChecks asks what somebody is to be.
func roleChecks(f *form) checks {
	return checks{Name: "roles", Label: "What they are", Error: f.wrong["roles"], Options: []option{
		{Name: "runner", Value: "yes", Label: "Runner", Hint: "keeps runs of their own", On: f.on("runner")},
		{Name: "clinician", Value: "yes", Label: "Clinician", Hint: "sees the runs of those who grant it", On: f.on("clinician")},
		{Name: "admin", Value: "yes", Label: "Admin", Hint: "manages people, reads the audit log; sees nobody’s runs", On: f.on("admin")},
	}}
}

// freeRuns are the runners who are nobody's own yet.
func (v *visit) freeRuns(f *form) ([]option, error) {
	runners, err := v.Store.Runners(v.ctx())
	if err != nil {
		return nil, err
	}
	people, err := v.Store.People(v.ctx())
	var free []option
	for _, r := range runners {
		if !slices.ContainsFunc(people, func(p store.Person) bool { return p.Runner == r.Name }) {
			free = append(free, option{Value: r.Name, Label: r.Name, On: f.values.Get("runs") == r.Name})
		}
	}
	return free, err
}

// freeRunner is the runner chosen among those who are nobody's own yet.
func (v *visit) freeRunner(f *form) (string, error) {
	free, err := v.freeRuns(f)
	var names []string
	for _, o := range free {
		names = append(names, o.Value)
	}
	return f.oneOf("runs", names...), err
}

// invite makes an admin's invitation.
func (v *visit) invite() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	l := store.Link{Name: f.line("name", longestName, "a name"), Admin: f.on("admin"), Clinician: f.on("clinician"), AsRunner: f.on("runner")}
	if l.Runner, err = v.freeRunner(f); err != nil {
		return err
	}
	if !l.Admin && !l.Clinician && !l.AsRunner {
		f.fail("roles", "Choose at least one.")
	}
	if l.Runner != "" && !l.AsRunner {
		f.fail("runs", "These runs are for a runner; choose that too.")
	}
	if !f.ok() {
		return v.peopleForm(http.StatusUnprocessableEntity, f)
	}
	then := l.Name + " becomes " + rolesOf(l.Admin, l.Clinician, l.AsRunner) + "."
	if l.Runner != "" {
		then += " The runs kept under the name " + l.Runner + " become theirs."
	}
	return v.showInvitation(l, "/people", then)
}
