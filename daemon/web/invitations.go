package web

import (
	"encoding/hex"
	"net/http"
	"slices"

	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon/store"
)

// invitation is one in a list.
type invitation struct {
	ID      string // in its address
	Name    string
	Roles   string
	By      string
	State   string // "open until …"
	Open    bool   // it can be withdrawn
	Created string
}

// invitations lists those a person made, or all for "".
func (v *visit) invitations(by string) ([]invitation, error) {
	links, err := v.Store.Links(v.ctx(), by)
	if err != nil {
		return nil, err
	}
	people, err := v.Store.People(v.ctx())
	names := map[string]string{"": "the operator"}
	for _, p := range people {
		names[p.ID] = p.Name
	}
	var all []invitation
	for _, l := range links {
		i := invitation{ID: hex.EncodeToString(l.Hash[:]), Name: l.Name, Roles: rolesOf(l.Admin, l.Clinician, l.AsRunner), By: names[l.By], Created: v.siteStyle().Moment(l.Created)}
		i.State, i.Open = v.stateOf(l)
		all = append(all, i)
	}
	return all, err
}

// stateOf says whether an invitation can be used, and if not why.
func (v *visit) stateOf(l store.Link) (words string, open bool) {
	s := v.siteStyle()
	switch {
	case l.Used != nil:
		return "accepted " + s.Moment(*l.Used), false
	case l.Withdrawn != nil:
		return "withdrawn " + s.Moment(*l.Withdrawn), false
	case !v.Now().Before(l.Expires):
		return "expired " + s.Moment(l.Expires), false
	}
	return "open until " + s.Moment(l.Expires), true
}

// siteStyle shows what is nobody's own.
func (v *visit) siteStyle() report.Style { return report.Style{Units: v.Units, Zone: v.Zone} }

// invitationsPage is where a clinician invites patients.
type invitationsPage struct {
	Troubles []trouble
	Name     field
	List     []invitation
}

// patientInvitations shows a clinician's invitations, and invites another.
func (v *visit) patientInvitations() error { return v.invitationsForm(http.StatusOK, filled(nil)) }

func (v *visit) invitationsForm(status int, f *form) error {
	list, err := v.invitations(v.person.ID)
	if err != nil {
		return err
	}
	return v.renderStatus(status, "invitations", "Invite patients", invitationsPage{f.troubles(),
		f.show(field{Name: "name", Label: "The patient’s name", Hint: "As you call them. They may change it when they join.", Required: true}), list})
}

// invitePatient makes a clinician's invitation of a patient.
func (v *visit) invitePatient() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	name := f.line("name", longestName, "a name")
	if !f.ok() {
		return v.invitationsForm(http.StatusUnprocessableEntity, f)
	}
	return v.showInvitation(store.Link{Name: name, AsRunner: true}, "/invitations",
		"In joining "+name+" is asked whether you may see their runs; you do once they say yes, there or later.")
}

// showInvitation makes an invitation and shows its address, this once.
func (v *visit) showInvitation(l store.Link, back, then string) error {
	l.Kind, l.By = store.LinkInvite, v.person.ID
	address, err := v.newLink(v.ctx(), "/join", l, invitationLasts)
	if err != nil {
		return err
	}
	if err := v.audit(v.route.log, l.Runner, l.Name, store.OutcomeOK); err != nil {
		return err
	}
	return v.showOnce("Invitation for "+l.Name, oncePage{
		About: "Pass this on to " + l.Name + " yourself, in person or by a message: needled sends nothing.",
		Label: "The link", Secret: address,
		Then: []string{"It works once, until " + v.siteStyle().Moment(v.Now().Add(invitationLasts)) + ". Whoever has it can join in their place, so withdraw it if it went astray.", then},
		Back: back, Name: "To the invitations",
	})
}

// withdrawInvitation ends an invitation: the person's own, or any for an admin.
func (v *visit) withdrawInvitation() error {
	var hash analysis.Sum
	id, err := hex.DecodeString(v.r.PathValue("link"))
	if err != nil || copy(hash[:], id) != len(hash) || len(id) != len(hash) {
		return errNotFound
	}
	by, back := v.person.ID, "/invitations"
	if v.person.Admin {
		by, back = "", "/people"
	}
	links, err := v.Store.Links(v.ctx(), by)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(links, func(l store.Link) bool { return l.Hash == hash })
	if at < 0 {
		return errNotFound
	}
	if err := v.Store.WithdrawLink(v.ctx(), hash, v.Now()); err != nil {
		return err
	}
	if err := v.audit(v.route.log, "", links[at].Name, store.OutcomeOK); err != nil {
		return err
	}
	v.flash("The invitation of " + links[at].Name + " is withdrawn: its link doesn't work any more.")
	return v.goTo(back)
}
