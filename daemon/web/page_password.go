package web

import (
	"net/http"

	"needled/daemon/store"
)

// passwordPage gives somebody a new password, by a link.
type passwordPage struct {
	Token, Name, Login string
	Troubles           []trouble
	Fields             []field
}

func (v *visit) askForPassword() error {
	token := v.r.URL.Query().Get("token")
	p, err := v.passwordLinkPerson(token)
	if err != nil {
		return err
	}
	return v.passwordForm(http.StatusOK, filled(nil), token, p)
}

// passwordLinkPerson is whom a link for a new password is for.
func (v *visit) passwordLinkPerson(token string) (store.Person, error) {
	l, err := v.usableLink(store.LinkPassword, token)
	if err != nil {
		return store.Person{}, err
	}
	return v.Store.Person(v.ctx(), l.Person)
}

func (v *visit) passwordForm(status int, f *form, token string, p store.Person) error {
	page := passwordPage{Token: token, Name: p.Name, Login: p.Login, Troubles: f.troubles()}
	if p.Login == "" {
		page.Fields = append(page.Fields, f.show(loginField))
	}
	page.Fields = append(page.Fields, f.show(newPasswordField))
	return v.renderStatus(status, "password", "New password", page)
}

// setPassword uses a link for a new password. Whoever was signed in as the
// person isn't any more, and what programs came in by ended; the person is signed in.
func (v *visit) setPassword() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	token := f.values.Get("token")
	p, err := v.passwordLinkPerson(token)
	if err != nil {
		return v.refuse(err)
	}
	use := store.Use{}
	if p.Login == "" {
		if use.Login, err = v.chooseLogin(f, p.ID); err != nil {
			return err
		}
	}
	password := choosePassword(f, p.Login+use.Login, p.Name)
	changed, err := v.useLinkWith(password, f, token, use)
	if err != nil {
		return err
	}
	if !f.ok() {
		return v.passwordForm(http.StatusUnprocessableEntity, f, token, p)
	}
	return v.letIn(changed, "/", "The new password holds from now on. Other browsers were signed out, and tokens of programs ended, the calendar's address too: make those you need anew under Settings.")
}
