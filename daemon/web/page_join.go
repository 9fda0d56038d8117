package web

import (
	"net/http"
	"strconv"
	"strings"

	"needled/daemon/store"
)

// joinPage accepts an invitation.
type joinPage struct {
	Token    string
	Roles    string // what the person becomes
	By       string // who invited; "" for the operator
	Runs     string // the runs that become the person's own; "" without
	Asks     string // the clinician who asks to see the runs; ""
	Agreed   bool
	Troubles []trouble
	Fields   []field
}

func (v *visit) askToJoin() error {
	token := v.r.URL.Query().Get("token")
	l, err := v.usableLink(store.LinkInvite, token)
	if err != nil {
		return err
	}
	return v.joinForm(http.StatusOK, filled(map[string]string{"name": l.Name}), token, l)
}

func (v *visit) joinForm(status int, f *form, token string, l store.Link) error {
	p := joinPage{Token: token, Roles: rolesOf(l.Admin, l.Clinician, l.AsRunner), Runs: l.Runner, Agreed: f.on("consent"), Troubles: f.troubles(), Fields: f.credentialFields()}
	by, err := v.inviter(l)
	if err != nil {
		return err
	}
	p.By = by.Name
	if l.AsRunner && by.Clinician {
		p.Asks = by.Name
	}
	return v.renderStatus(status, "join", "Join needled", p)
}

// inviter is who made an invitation; nobody for the operator's.
func (v *visit) inviter(l store.Link) (store.Person, error) {
	if l.By == "" {
		return store.Person{}, nil
	}
	return v.Store.Person(v.ctx(), l.By)
}

// join makes the person an invitation is for, signed in from then on.
func (v *visit) join() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	token := f.values.Get("token")
	l, err := v.usableLink(store.LinkInvite, token)
	if err != nil {
		return v.refuse(err)
	}
	c, err := v.credentials(f)
	if err != nil {
		return err
	}
	by, err := v.inviter(l)
	if err != nil {
		return err
	}
	use := store.Use{Name: c.name, Login: c.login, Consent: f.on("consent") && l.AsRunner && by.Clinician}
	if l.AsRunner && l.Runner == "" {
		if use.Runner, err = v.newRunnerName(c.name); err != nil {
			return err
		}
	}
	p, err := v.useLinkWith(c.password, f, token, use)
	if err != nil {
		return err
	}
	if !f.ok() {
		return v.joinForm(http.StatusUnprocessableEntity, f, token, l)
	}
	told := "Welcome, " + p.Name + "."
	if use.Consent {
		told += " " + by.Name + " may see your runs; withdraw that at any time under Settings."
		err := v.Store.AddAudit(v.ctx(), store.Audit{At: v.Now(), Who: p.ID, WhoName: p.Name, Deed: store.DeedGrant, Whose: p.Runner, Object: by.ID, From: v.from(v.r), Outcome: store.OutcomeOK})
		if err != nil {
			return err
		}
	}
	return v.letIn(p, "/", told)
}

// newRunnerName is what the runs of somebody who joins are kept under: the
// person's name, with a number where another has that.
func (v *visit) newRunnerName(name string) (string, error) {
	runners, err := v.Store.Runners(v.ctx())
	taken := map[string]bool{}
	for _, r := range runners {
		taken[strings.ToLower(r.Name)] = true
	}
	name = strings.Trim(strings.ReplaceAll(name, "/", " "), ". ")
	if name == "" {
		name = "runner"
	}
	free := name
	for n := 2; taken[strings.ToLower(free)]; n++ {
		free = name + " " + strconv.Itoa(n)
	}
	return free, err
}

// rolesOf puts what somebody is in words.
func rolesOf(admin, clinician, runner bool) string {
	var roles []string
	for _, r := range []struct {
		is   bool
		name string
	}{{runner, "runner"}, {clinician, "clinician"}, {admin, "admin"}} {
		if r.is {
			roles = append(roles, r.name)
		}
	}
	switch len(roles) {
	case 0:
		return "nothing yet"
	case 1:
		return roles[0]
	}
	return strings.Join(roles[:len(roles)-1], ", ") + " and " + roles[len(roles)-1]
}
