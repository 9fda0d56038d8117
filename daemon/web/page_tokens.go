package web

import (
	"net/http"

	"needled/analysis/report"
	"needled/daemon/secret"
	"needled/daemon/store"
)

// tokenForm asks for what a token is to be for.
type tokenForm struct {
	Name field
	Kind choice
}

// tokenRow is a token in a list.
type tokenRow struct {
	ID, Name, For, Made, Used string
}

// calendarForm makes or ends the address of the calendar.
type calendarForm struct {
	ID, Made, Used string // of the one there is; "" without
}

// tokenParts fills in the parts of the settings that are about tokens.
func (v *visit) tokenParts(p *settingsPage, f *form, s report.Style) error {
	p.Token = tokenForm{
		Name: f.show(field{Name: "token", Label: "Name", Hint: "What it is for, such as the phone’s shortcut.", Required: true}),
		Kind: choice{Name: "kind", Label: "What it may do", Error: f.wrong["kind"], Options: []option{
			{Value: string(store.TokenAPI), Label: "Everything you may do", Hint: "for scripts, by /api/v1", On: f.values.Get("kind") == string(store.TokenAPI)},
		}},
	}
	if v.person.Runner != "" {
		p.Calendar = &calendarForm{}
		p.Token.Kind.Options = append([]option{{Value: string(store.TokenInbox), Label: "Only hand in files of runs",
			Hint: "for a phone’s shortcut", On: f.values.Get("kind") != string(store.TokenAPI)}}, p.Token.Kind.Options...)
	} else {
		p.Token.Kind.Options[0].On = true
	}
	tokens, err := v.Store.Tokens(v.ctx(), v.person.ID)
	for _, t := range tokens {
		if t.Revoked != nil {
			continue
		}
		row := tokenRow{t.ID, t.Name, "everything", s.Moment(t.Created), "never yet"}
		if t.LastUsed != nil {
			row.Used = s.Moment(*t.LastUsed) + ", or within the hour after"
		}
		switch {
		case t.Kind == store.TokenCalendar && p.Calendar != nil:
			*p.Calendar = calendarForm{row.ID, row.Made, row.Used}
			continue
		case t.Kind == store.TokenInbox:
			row.For = "files only"
		}
		p.Tokens = append(p.Tokens, row)
	}
	return err
}

// addToken makes a token, or the address of the calendar, and shows it this
// once.
func (v *visit) addToken() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	kinds := []string{string(store.TokenAPI)}
	if v.person.Runner != "" {
		kinds = append(kinds, string(store.TokenInbox), string(store.TokenCalendar))
	}
	t := store.Token{Person: v.person.ID, Kind: store.TokenKind(f.oneOf("kind", kinds...)), Created: v.Now()}
	switch t.Kind {
	case "":
		f.fail("kind", "Choose what it may do.")
	case store.TokenCalendar:
		t.Name = "calendar"
		if err := v.endCalendar(); err != nil {
			return err
		}
	default:
		t.Name = f.line("token", longestName, "a name")
	}
	if !f.ok() {
		return v.settingsForm(http.StatusUnprocessableEntity, tokensSection, f)
	}
	text := secret.NewToken()
	t.Hash = hashOf(text)
	if t, err = v.Store.AddToken(v.ctx(), t); err != nil {
		return err
	}
	if err := v.audit(v.route.log, v.person.Runner, t.ID, store.OutcomeOK); err != nil {
		return err
	}
	return v.showToken(t, text)
}

// endCalendar revokes the address of the calendar there was.
func (v *visit) endCalendar() error {
	tokens, err := v.Store.Tokens(v.ctx(), v.person.ID)
	for _, t := range tokens {
		if t.Kind == store.TokenCalendar && t.Revoked == nil && err == nil {
			err = v.Store.RevokeToken(v.ctx(), v.person.ID, t.ID, v.Now())
		}
	}
	return err
}

func (v *visit) showToken(t store.Token, text string) error {
	p := oncePage{Label: "The token", Secret: text, Back: "/settings", Name: "To the settings",
		Then: []string{"Whoever has it can do the same. Revoke it under Settings if it went astray; it ends at once."}}
	title := "Token " + t.Name
	switch t.Kind {
	case store.TokenCalendar:
		title, p.Label, p.Secret = "Calendar", "The address", v.address()+"/calendar/"+text+".ics"
		p.About = "Add this address to your calendar as a subscription. It holds when to rest, and from when a run is clear."
		p.Then = []string{"Whoever has the address can read the same. If it went astray, make another under Settings: this one ends at once."}
	case store.TokenInbox:
		p.About = "Send a file with PUT to " + v.address() + "/api/v1/inbox/NAME, the token in the header “Authorization: Bearer …”. It can do nothing else."
	default:
		p.About = "Send it in the header “Authorization: Bearer …” to " + v.address() + "/api/v1/. It may do all that you may."
	}
	return v.showOnce(title, p)
}

// revokeToken ends one of the person's tokens.
func (v *visit) revokeToken() error {
	if err := v.Store.RevokeToken(v.ctx(), v.person.ID, v.r.PathValue("id"), v.Now()); err != nil {
		return err
	}
	if err := v.audit(v.route.log, v.person.Runner, v.r.PathValue("id"), store.OutcomeOK); err != nil {
		return err
	}
	v.flash("It is revoked: it doesn't work any more.")
	return v.goTo("/settings")
}
