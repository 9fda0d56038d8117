package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"

	"needled/daemon/secret"
	"needled/daemon/store"
)

// The longest that fits, in characters.
const (
	longestName  = 100
	longestLogin = 200
)

// credentials are what somebody chooses to be called, and to sign in with.
type credentials struct{ name, login, password string }

// credentials reads them from a form; what is wrong with them is in the form.
func (v *visit) credentials(f *form) (credentials, error) {
	c := credentials{name: f.line("name", longestName, "your name")}
	var err error
	c.login, err = v.chooseLogin(f, "")
	c.password = choosePassword(f, c.login, c.name)
	return c, err
}

// chooseLogin reads a login that nobody but the person of an ID has.
func (v *visit) chooseLogin(f *form, person string) (string, error) {
	login := strings.ToLower(f.line("login", longestLogin, "a login"))
	if strings.ContainsFunc(login, unicode.IsSpace) {
		f.fail("login", "A login has no spaces in it.")
	}
	if login == "" {
		return "", nil
	}
	p, err := v.Store.PersonByLogin(v.ctx(), login)
	if store.IsKind(err, store.NotFound) {
		return login, nil
	}
	if err == nil && p.ID != person {
		f.fail("login", "Somebody else has this login. Choose another.")
	}
	return login, err
}

// choosePassword reads a new password.
func choosePassword(f *form, login, name string) string {
	password := f.values.Get("password")
	if password == "" {
		f.fail("password", "Choose a password.")
	} else if err := secret.WeakPassword(password, login, name); err != nil {
		f.fail("password", sentence(err.Error()))
	}
	return password
}

// credentialFields are the fields of credentials.
func (f *form) credentialFields() []field {
	return []field{
		f.show(field{Name: "name", Label: "Your name", Hint: "As others here see it.", Autocomplete: "name", Required: true}),
		f.show(loginField), f.show(newPasswordField),
	}
}

var (
	loginField       = field{Name: "login", Label: "Login", Hint: "An e-mail address or a word of your own. It is only for signing in; needled sends no mail.", Autocomplete: "username", Required: true}
	newPasswordField = field{Name: "password", Label: "New password", Hint: "At least 10 characters. Three words that don’t belong together do well.", Type: "password", Autocomplete: "new-password", Required: true}
)

// hashPassword is how a password is kept.
func (v *visit) hashPassword(password string) (string, error) {
	done, ok := v.throttle.turn(v.ctx())
	if !ok {
		return "", v.busy()
	}
	defer done()
	return secret.HashPassword(password)
}

// passwordHolder is the person of a login, if the password is right: ok. To
// whoever asks, no login, another password and a disabled account are the same
// in words and in time.
func (v *visit) passwordHolder(login, password string) (p store.Person, ok bool, err error) {
	try, away := v.throttle.admit(login, v.from(v.r), v.Now())
	if away != nil {
		return p, false, v.turnAway(away, login)
	}
	done, turn := v.throttle.turn(v.ctx())
	if !turn {
		return p, false, v.busy()
	}
	defer done()
	p, err = v.Store.PersonByLogin(v.ctx(), login)
	if err != nil && !store.IsKind(err, store.NotFound) {
		return p, false, err
	}
	if secret.CheckPassword(p.Password, password) && p.Disabled == nil {
		v.throttle.succeeded(try)
		return p, true, nil
	}
	if v.throttle.worthARow(v.Now()) {
		return p, false, v.audit(v.route.log, "", p.ID, store.OutcomeRefused)
	}
	return p, false, nil
}

// outcomeThrottled is in the audit log once where too many attempts began to be
// turned away.
const outcomeThrottled = "throttled"

// turnAway tells that there were too many attempts at a login.
func (v *visit) turnAway(away *turnedAway, login string) error {
	if away.first && v.throttle.worthARow(v.Now()) {
		p, err := v.Store.PersonByLogin(v.ctx(), login)
		if err != nil && !store.IsKind(err, store.NotFound) {
			return err
		}
		if err := v.audit(v.route.log, "", p.ID, outcomeThrottled); err != nil {
			return err
		}
	}
	v.retryAfter(away.wait)
	return errTooMany
}

// busy tells that too many passwords are being compared.
func (v *visit) busy() error {
	v.retryAfter(longestWait)
	return errBusy
}

func (v *visit) retryAfter(d time.Duration) {
	v.w.Header().Set("Retry-After", strconv.Itoa(int((d+time.Second-1)/time.Second)))
}

var (
	errTooMany = &pageError{http.StatusTooManyRequests, "Too many tries", "Wait a minute, then try again. Whoever is signed in already stays so. If you forgot your password, ask an admin for a link to set a new one."}
	errBusy    = &pageError{http.StatusTooManyRequests, "Many are signing in just now", "Try again in a few seconds."}
)
