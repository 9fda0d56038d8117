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
	page := personPage{ID: p.ID, Person: p.Name, Login: p.Login, Runner: p.Runner, Self: p.ID == v.person.ID, HasPassword: p.Password != "",
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
	p, deed, told := before, v.route.log, "Changed."
	switch f.oneOf("do", "disable", "enable") {
	case "disable":
		p.Disabled, deed = new(v.Now()), store.DeedDisablePerson
		told = p.Name + " is disabled: signed out everywhere, with tokens and links ended. What they recorded stays."
		if p.ID == v.person.ID {
			f.fail("name", "That is you. Ask another admin to disable you.")
		}
	case "enable":
		p.Disabled, deed, told = nil, store.DeedEnablePerson, p.Name+" is enabled, and can sign in. Tokens have to be made anew."
	default:
		p.Name = f.line("name", longestName, "a name")
		p.Admin, p.Clinician = f.on("admin"), f.on("clinician")
		if p.Runner == "" {
			if p.Runner, err = v.freeRunner(f); err != nil {
				return err
			}
		}
	}
	if f.ok() {
		if err := f.refused("name", v.Store.EditPerson(v.ctx(), p)); err != nil {
			return err
		}
	}
	if !f.ok() {
		return v.personForm(http.StatusUnprocessableEntity, f, before)
	}
	if err := v.audit(deed, p.Runner, p.ID, store.OutcomeOK); err != nil {
		return err
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
