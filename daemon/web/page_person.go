package web

import (
	"net/http"

	"needled/daemon/store"
)

// personPage is what an admin may change of a person.
type personPage struct {
	ID, Person, Login, Runner string
	Disabled                  string // since when; "" when not
	Self                      bool
	HasPassword               bool
	Clinician                 bool
	Troubles                  []trouble
	Name                      field
	Roles                     checks
	Runs                      []option
}

func (v *visit) editPersonForm() error {
	p, err := v.Store.Person(v.ctx(), v.r.PathValue("person"))
	if err != nil {
		return err
	}
	values := map[string]string{"name": p.Name}
	for name, is := range map[string]bool{"admin": p.Admin, "clinician": p.Clinician} {
		if is {
			values[name] = "yes"
		}
	}
	return v.personForm(http.StatusOK, filled(values), p)
}

func (v *visit) personForm(status int, f *form, p store.Person) error {
	page := personPage{ID: p.ID, Person: p.Name, Login: p.Login, Runner: p.Runner, Self: p.ID == v.person.ID, HasPassword: p.Password != "", Clinician: p.Clinician,
		Troubles: f.troubles(), Name: f.show(field{Name: "name", Label: "Name", Required: true}), Roles: roleChecks(f)}
	page.Roles.Options = page.Roles.Options[1:] // whose runs are whose is asked for by name
	if p.Disabled != nil {
		page.Disabled = v.siteStyle().Moment(*p.Disabled)
	}
	var err error
	if p.Runner == "" {
		page.Runs, err = v.freeRuns(f)
	}
	if err != nil {
		return err
	}
	return v.renderStatus(status, "person", p.Name, page)
}

// editPerson changes a person, or disables or enables them. Runs that are
// somebody's own stay so: no admin can take them over.
func (v *visit) editPerson() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	before, err := v.Store.Person(v.ctx(), v.r.PathValue("person"))
	if err != nil {
		return err
	}
	deed, told := v.route.log, "Changed."
	var change func(*store.Person) error
	switch f.oneOf("do", "disable", "enable") {
	case "disable":
		deed, told = store.DeedDisablePerson, before.Name+" is disabled: signed out everywhere, with tokens and links ended. What they recorded stays."
		if before.ID == v.person.ID {
			f.fail("name", "That is you. Ask another admin to disable you.")
		}
		change = func(p *store.Person) error { p.Disabled = new(v.Now()); return nil }
	case "enable":
		deed, told = store.DeedEnablePerson, before.Name+" is enabled, and can sign in. Tokens have to be made anew."
		change = func(p *store.Person) error { p.Disabled = nil; return nil }
	default:
		name, admin, clinician, runs := f.line("name", longestName, "a name"), f.on("admin"), f.on("clinician"), ""
		if before.Runner == "" {
			if runs, err = v.freeRunner(f); err != nil {
				return err
			}
		}
		change = func(p *store.Person) error {
			p.Name, p.Admin, p.Clinician = name, admin, clinician
			if p.Runner == "" {
				p.Runner = runs
			}
			return nil
		}
	}
	var done store.PersonEdit
	if f.ok() {
		done, err = v.Store.EditPerson(v.ctx(), v.person.ID, before.ID, change)
		if err := f.refused("name", err); err != nil {
			return err
		}
	}
	if !f.ok() {
		return v.personForm(http.StatusUnprocessableEntity, f, before)
	}
	return v.editedPerson(deed, told, before, done)
}

// editedPerson notes and tells what came of changing a person.
func (v *visit) editedPerson(deed, told string, before store.Person, done store.PersonEdit) error {
	p := done.Person
	if err := v.audit(deed, p.Runner, p.ID, store.OutcomeOK); err != nil {
		return err
	}
	for _, runner := range done.Withdrawn {
		if err := v.audit(store.DeedWithdraw, runner, p.ID, store.OutcomeOK); err != nil {
			return err
		}
	}
	if n := len(done.Withdrawn); n > 0 {
		told += " " + p.Name + " is no clinician any more: what " + count(n, "runner", "runners") + " granted is withdrawn, and has to be granted anew should that change."
	}
	if p.ID == v.person.ID && (p.Admin != before.Admin || p.Clinician != before.Clinician || p.Runner != before.Runner) {
		if err := v.signIn(p); err != nil { // other roles, another session
			return err
		}
	}
	v.flash(told)
	if p.ID == v.person.ID && !p.Admin {
		return v.goTo("/")
	}
	return v.goTo("/people")
}

// passwordLink makes a link by which a person sets a new password.
func (v *visit) passwordLink() error {
	p, err := v.Store.Person(v.ctx(), v.r.PathValue("person"))
	if err != nil {
		return err
	}
	address, err := v.newLink(v.ctx(), "/password", store.Link{Kind: store.LinkPassword, By: v.person.ID, Person: p.ID}, passwordLinkLasts)
	if err != nil {
		return err
	}
	if err := v.audit(v.route.log, p.Runner, p.ID, store.OutcomeOK); err != nil {
		return err
	}
	return v.showOnce("New password for "+p.Name, oncePage{
		About: "Pass this on to " + p.Name + " yourself; needled sends nothing. Until it is used, the old password holds.",
		Label: "The link", Secret: address,
		Then: []string{"It works once, until " + v.siteStyle().Moment(v.Now().Add(passwordLinkLasts)) + ". A link made later ends it."},
		Back: "/people", Name: "To the people",
	})
}
