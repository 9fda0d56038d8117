package web

import (
	"net/http"

	"needled/analysis"
	"needled/daemon/store"
)

// settingsPage is everything a person can set. What a form was sent with is
// shown again where something in it is wrong.
type settingsPage struct {
	Troubles []trouble
	Runner   *runnerForm // nil for whoever keeps no runs
	Messages any         // what the part "messages" is given; nil for whoever keeps no runs
	Calendar *calendarForm
	Name     field
	Login    *field  // nil for the owner, who has none yet
	Owner    bool    // has no password, and may choose one to use needled with others
	Password []field // to change it, or to choose the first
	Token    tokenForm
	Tokens   []tokenRow
}

// The forms of the settings, by the last part of where they are sent to.
const (
	accountSection  = "account"
	passwordSection = "password"
	runnerSection   = "runner"
	tokensSection   = "tokens"
)

func (v *visit) settings() error { return v.settingsForm(http.StatusOK, "", nil) }

// settingsForm shows the settings as they are, but for the section that was
// sent, which is shown as it came in.
func (v *visit) settingsForm(status int, sent string, f *form) error {
	in := func(section string, values map[string]string) *form {
		if section == sent {
			return f
		}
		return filled(values)
	}
	me := *v.person
	p := settingsPage{Owner: me.Password == ""}
	if f != nil {
		p.Troubles = f.troubles()
	}
	style := v.siteStyle()
	if me.Runner != "" {
		_, r, err := v.view()
		if err != nil {
			return err
		}
		style = v.style(r)
		p.Runner = v.runnerForm(in(runnerSection, v.runnerValues(r)), r)
		if p.Messages, err = v.messages(r, nil); err != nil {
			return err
		}
	}
	account := in(accountSection, map[string]string{"name": me.Name, "login": me.Login})
	p.Name = account.show(field{Name: "name", Label: "Name", Hint: "As others here see it.", Autocomplete: "name", Required: true})
	if !p.Owner {
		p.Login = new(account.show(loginField))
	}
	password := in(passwordSection, nil)
	if p.Owner {
		p.Password = []field{password.show(loginField), password.show(newPasswordField)}
	} else {
		p.Password = []field{password.show(field{Name: "present", Label: "Present password", Type: "password", Autocomplete: "current-password", Required: true}), password.show(newPasswordField)}
	}
	if err := v.tokenParts(&p, in(tokensSection, nil), style); err != nil {
		return err
	}
	return v.renderStatus(status, "settings", "Settings", p)
}

// editAccount changes name and login.
func (v *visit) editAccount() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	p := *v.person
	p.Name = f.line("name", longestName, "your name")
	if p.Password != "" {
		if p.Login, err = v.chooseLogin(f, p.ID); err != nil {
			return err
		}
	}
	return v.saveAccount(f, accountSection, p, "Your account is changed.")
}

// saveAccount keeps what a form changed of the person's own account.
func (v *visit) saveAccount(f *form, section string, p store.Person, told string) error {
	if f.ok() {
		if err := f.refused("name", v.Store.EditPerson(v.ctx(), p)); err != nil {
			return err
		}
	}
	if !f.ok() {
		return v.settingsForm(http.StatusUnprocessableEntity, section, f)
	}
	if err := v.audit(v.route.log, "", p.ID, store.OutcomeOK); err != nil {
		return err
	}
	if section == passwordSection {
		if err := v.endOtherSessions(p); err != nil {
			return err
		}
	}
	v.flash(told)
	return v.goTo("/settings")
}

// changePassword takes a new password from whoever knows the present one, and
// a first one from the owner, who came in by a link. Other browsers where the
// person is signed in aren't any more.
func (v *visit) changePassword() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	p, told := *v.person, "The new password holds from now on. Other browsers were signed out."
	if p.Password == "" {
		if p.Login, err = v.chooseLogin(f, p.ID); err != nil {
			return err
		}
		told = "From now on you sign in as " + p.Login + ". Invite the others under People."
	} else if _, ok, err := v.passwordHolder(p.Login, f.values.Get("present")); err != nil {
		return err
	} else if !ok {
		f.fail("present", "This isn't your present password.")
	}
	password := choosePassword(f, p.Login, p.Name)
	if f.ok() {
		if p.Password, err = v.hashPassword(password); err != nil {
			return err
		}
	}
	return v.saveAccount(f, passwordSection, p, told)
}

// endOtherSessions ends what the person is signed in by, but for this browser,
// which goes on with a session of its own.
func (v *visit) endOtherSessions(p store.Person) error {
	if err := v.signIn(p); err != nil {
		return err
	}
	return v.Store.EndSessionsOf(v.ctx(), p.ID, analysis.Sum{})
}
