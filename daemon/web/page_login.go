package web

import (
	"net/http"
	"net/url"
	"strings"
)

// loginPage asks for login and password.
type loginPage struct {
	Troubles []trouble
	Fields   []field
	Next     string // the page that was wanted
	Nobody   bool   // has a password yet
}

func (v *visit) askToSignIn() error {
	next := localPath(v.r.URL.Query().Get("next"))
	if v.person != nil {
		return v.goTo(next)
	}
	return v.loginForm(http.StatusOK, filled(nil), next)
}

func (v *visit) loginForm(status int, f *form, next string) error {
	peopled, err := v.Store.Peopled(v.ctx())
	if err != nil {
		return err
	}
	return v.renderStatus(status, "login", "Sign in", loginPage{Troubles: f.troubles(), Next: next, Nobody: !peopled, Fields: []field{
		f.show(field{Name: "login", Label: "Login", Autocomplete: "username", Required: true}),
		f.show(field{Name: "password", Label: "Password", Type: "password", Autocomplete: "current-password", Required: true}),
	}})
}

// enter signs in by login and password.
func (v *visit) enter() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	next := localPath(f.values.Get("next"))
	login := f.line("login", longestLogin, "your login")
	password := f.values.Get("password")
	if password == "" {
		f.fail("password", "Enter your password.")
	}
	if !f.ok() {
		return v.loginForm(http.StatusUnprocessableEntity, f, next)
	}
	p, ok, err := v.passwordHolder(login, password)
	if err != nil {
		return err
	}
	if !ok {
		f.fail("login", "Login and password don't go together. Try again, or ask an admin for a link to set a new password.")
		return v.loginForm(http.StatusUnprocessableEntity, f, next)
	}
	return v.letIn(p, next, "")
}

// localPath is an address to go on to if it is one of this site, else the
// first page. Browsers take a backslash for a slash, and leave out tabs and
// line breaks; no page here has them.
func localPath(address string) string {
	to, err := url.Parse(address) // refuses control characters
	outside := err != nil || to.IsAbs() || to.Host != "" || to.User != nil || to.Opaque != "" ||
		!strings.HasPrefix(address, "/") || strings.HasPrefix(address, "//") || strings.ContainsRune(address, '\\')
	if outside || strings.HasPrefix(to.Path, "//") {
		return "/"
	}
	return address
}
