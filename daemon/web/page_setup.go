package web

import (
	"net/http"
	"slices"

	"needled/daemon/store"
)

// setupPage makes the first admin.
type setupPage struct {
	Token    string
	Troubles []trouble
	Fields   []field
	Runs     choice
}

func (v *visit) askToSetUp() error {
	token := v.r.URL.Query().Get("token")
	if _, err := v.usableLink(store.LinkSetup, token); err != nil {
		return err
	}
	return v.setupForm(http.StatusOK, filled(nil), token)
}

func (v *visit) setupForm(status int, f *form, token string) error {
	mine, err := v.runsChoice(f)
	if err != nil {
		return err
	}
	return v.renderStatus(status, "setup", "Set up needled", setupPage{token, f.troubles(), f.credentialFields(), mine})
}

// runsChoice asks which of the runs that are kept already are one's own.
func (v *visit) runsChoice(f *form) (choice, error) {
	c := choice{Name: "runs", Label: "Do you keep runs of your own here?", Error: f.wrong["runs"],
		Options: []option{{Value: "", Label: "No, I look after others, or after needled", On: f.values.Get("runs") == ""}}}
	names, err := v.runnersOfNobody()
	for _, name := range names {
		o := option{Value: name, Label: "Yes, the runs of " + name + " are mine", On: f.values.Get("runs") == name}
		if len(names) == 1 && name == "me" {
			o.Label = "Yes, the runs kept here are mine"
		}
		c.Options = append(c.Options, o)
	}
	return c, err
}

// runnersOfNobody are the runners who are nobody's who signs in by password.
func (v *visit) runnersOfNobody() ([]string, error) {
	runners, err := v.Store.Runners(v.ctx())
	if err != nil {
		return nil, err
	}
	people, err := v.Store.People(v.ctx())
	var names []string
	for _, r := range runners {
		taken := slices.ContainsFunc(people, func(p store.Person) bool { return p.Runner == r.Name && p.Password != "" })
		if !taken {
			names = append(names, r.Name)
		}
	}
	return names, err
}

// setUp makes the first admin, signed in from then on.
func (v *visit) setUp() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	token := f.values.Get("token")
	if _, err := v.usableLink(store.LinkSetup, token); err != nil {
		return v.refuse(err)
	}
	c, err := v.credentials(f)
	if err != nil {
		return err
	}
	names, err := v.runnersOfNobody()
	if err != nil {
		return err
	}
	use := store.Use{Name: c.name, Login: c.login, Runner: f.oneOf("runs", names...)}
	p, err := v.useLinkWith(c.password, f, token, use)
	if err != nil {
		return err
	}
	if !f.ok() {
		return v.setupForm(http.StatusUnprocessableEntity, f, token)
	}
	return v.letIn(p, "/", "needled is set up, and you are its admin. Invite the others under People.")
}
