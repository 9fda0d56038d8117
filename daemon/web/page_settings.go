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
	Holding  int     // how many tokens hold
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
	var err error
	if p.Holding, err = v.tokensThatHold(); err != nil {
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
	name, login := f.line("name", longestName, "your name"), v.person.Login
	if v.person.Password != "" {
		if login, err = v.chooseLogin(f, v.person.ID); err != nil {
			return err
		}
	}
	_, err = v.saveAccount(f, accountSection, func(p *store.Person) error {
		p.Name, p.Login = name, login
		return nil
	})
	if err != nil || !f.ok() {
		return err
	}
	v.flash("Your account is changed.")
	return v.goTo("/settings")
}

// saveAccount keeps what a form changes of the person's own account, and notes
// it; a form with mistakes is shown again.
func (v *visit) saveAccount(f *form, section string, change func(*store.Person) error) (store.Person, error) {
	var changed store.PersonEdit
	if f.ok() {
		var err error
		changed, err = v.Store.EditPerson(v.ctx(), v.person.ID, v.person.ID, change)
		if err := f.refused("name", err); err != nil {
			return changed.Person, err
		}
	}
	if !f.ok() {
		return changed.Person, v.settingsForm(http.StatusUnprocessableEntity, section, f)
	}
	return changed.Person, v.audit(v.route.log, "", v.person.ID, store.OutcomeOK)
}

// changePassword takes a new password from whoever knows the present one, and
// a first one from the owner, who came in by a link. Other browsers where the
// person is signed in aren't any more; tokens of programs hold on, unless the
// form says otherwise.
func (v *visit) changePassword() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	me, login := *v.person, v.person.Login
	if me.Password == "" {
		if login, err = v.chooseLogin(f, me.ID); err != nil {
			return err
		}
	} else if _, ok, err := v.passwordHolder(login, f.values.Get("present")); err != nil {
		return err
	} else if !ok {
		f.fail("present", "This isn't your present password.")
	}
	password := choosePassword(f, login, me.Name)
	hashed := ""
	if f.ok() {
		if hashed, err = v.hashPassword(password); err != nil {
			return err
		}
	}
	changed, err := v.saveAccount(f, passwordSection, func(p *store.Person) error {
		if p.Password != me.Password {
			return errPasswordMeanwhile
		}
		p.Login, p.Password = login, hashed
		return nil
	})
	if err != nil || !f.ok() {
		return err
	}
	if err := v.endOtherSessions(changed); err != nil {
		return err
	}
	told := "From now on you sign in as " + login + ". Invite the others under People."
	if me.Password != "" {
		told = "The new password holds from now on. Other browsers were signed out."
	}
	tokens, err := v.endOrCountTokens(f.on("revoke"))
	if err != nil {
		return err
	}
	v.flash(told + tokens)
	return v.goTo("/settings")
}

var errPasswordMeanwhile = &pageError{http.StatusConflict, "Your password was changed meanwhile", "Sign in again with the one that holds now."}

// endOrCountTokens ends the person's tokens, or says how many hold.
func (v *visit) endOrCountTokens(end bool) (told string, err error) {
	n, err := v.tokensThatHold()
	switch {
	case err != nil || n == 0:
		return "", err
	case end:
		if err := v.Store.RevokeTokens(v.ctx(), v.person.ID, v.Now()); err != nil {
			return "", err
		}
		return " " + count(n, "token", "tokens") + " of programs ended too, the calendar's address among them if there was one.", v.audit(store.DeedRevokeToken, v.person.Runner, "all", store.OutcomeOK)
	case n == 1:
		return " 1 token of a program, or the calendar's address, still holds: revoke it below if you don't know it.", nil
	}
	return " " + count(n, "token", "tokens") + " of programs still hold, the calendar's address among them if there is one: revoke below those you don't know.", nil
}

// tokensThatHold is how many of the person's tokens weren't revoked.
func (v *visit) tokensThatHold() (n int, err error) {
	tokens, err := v.Store.Tokens(v.ctx(), v.person.ID)
	for _, t := range tokens {
		if t.Revoked == nil {
			n++
		}
	}
	return n, err
}

// endOtherSessions ends what the person is signed in by, but for this browser,
// which goes on with a session of its own.
func (v *visit) endOtherSessions(p store.Person) error {
	if err := v.signIn(p); err != nil {
		return err
	}
	return v.Store.EndSessionsOf(v.ctx(), p.ID, analysis.Sum{})
}
