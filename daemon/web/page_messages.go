package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"needled/analysis"
	"needled/daemon/store"
)

// messagesView is what a runner is told, and when; the part "messages" shows
// it.
type messagesView struct {
	Services []string // short names of where messages go
	Mine     bool     // they get this runner's
	Troubles []trouble
	Kinds    checks
	Quiet    choice
	From, To field
	Digest   choice
}

// messageKinds are the kinds of messages in words.
var messageKinds = []option{
	{Value: store.EventOutside, Label: "A run was outside the clinic’s advice", Hint: "which, the cap, and by how much"},
	{Value: store.EventClear, Label: "The rest is over", Hint: "from when you may run, how far and how"},
	{Value: store.EventSource, Label: "A source needs you", Hint: "runs no longer come in by themselves"},
	{Value: store.EventSilent, Label: "Nothing came for days in a recovery"},
}

// messages is the part of the settings about messages: as they are
// kept, or as they were entered where f is a form with mistakes.
func (v *visit) messages(r analysis.Runner, f *form) (messagesView, error) {
	wishes, err := v.Store.MessageWishes(v.ctx(), r.Name)
	if err != nil {
		return messagesView{}, err
	}
	settings, err := v.Service.Messages(v.ctx())
	if err != nil {
		return messagesView{}, err
	}
	m := messagesView{Services: settings.Services, Mine: settings.Runner == r.Name}
	wanted := func(kind string) bool { return wishes.Wants(kind) }
	quiet, from, to, digest := "settings", "22:00", "07:00", wishes.Digest
	if q := wishes.Quiet; q != nil {
		if quiet = "own"; q.From == q.To {
			quiet = "none"
		} else {
			from, to = clockText(q.From), clockText(q.To)
		}
	}
	if f != nil {
		wanted = func(kind string) bool { return slices.Contains(f.values["kind"], kind) }
		quiet, from, to, digest = f.values.Get("quiet"), f.values.Get("quiet-from"), f.values.Get("quiet-to"), f.values.Get("digest")
		if digest == "settings" {
			digest = ""
		}
		m.Troubles = f.troubles()
	} else {
		f = &form{}
	}
	m.Kinds = checks{Name: "kind", Label: "Tell me when", Error: f.wrong["kind"]}
	for _, o := range messageKinds {
		if o.Value == store.EventSilent && settings.SilentDays == 0 {
			o.Hint = "switched off in the settings of this needled"
		}
		o.On = wanted(o.Value)
		m.Kinds.Options = append(m.Kinds.Options, o)
	}
	m.Quiet = choice{Name: "quiet", Label: "Quiet hours", Hint: "What comes up in them is told when they end.", Error: f.wrong["quiet"], Options: []option{
		{Value: "settings", Label: "As set up: " + quietWords(settings.QuietFrom, settings.QuietTo), On: quiet == "settings"},
		{Value: "none", Label: "None: at any hour", On: quiet == "none"},
		{Value: "own", Label: "My own, below", On: quiet == "own"},
	}}
	m.From = field{Name: "quiet-from", Label: "Quiet from", Type: "time", Value: from, Error: f.wrong["quiet-from"]}
	m.To = field{Name: "quiet-to", Label: "Quiet until", Type: "time", Value: to, Error: f.wrong["quiet-to"]}
	m.Digest = choice{Name: "digest", Label: "A summary of my runs", Hint: "At 18:00, a weekly one on Sundays.", Error: f.wrong["digest"], Options: []option{
		{Value: "settings", Label: "As set up: " + digestWords[settings.Digest], On: digest == ""},
		{Value: "off", Label: "None", On: digest == "off"},
		{Value: "daily", Label: "Each day", On: digest == "daily"},
		{Value: "weekly", Label: "Each week", On: digest == "weekly"},
	}}
	return m, nil
}

var digestWords = map[string]string{"": "none", "off": "none", "daily": "each day", "weekly": "each week"}

func quietWords(from, to time.Duration) string {
	if from == to {
		return "none"
	}
	return clockText(from) + " to " + clockText(to)
}

// clockText is a time of day, as fields of that type have it.
func clockText(d time.Duration) string {
	return fmt.Sprintf("%02d:%02d", int(d.Hours()), int(d.Minutes())%60)
}

func (v *visit) editMessages() error {
	_, r, err := v.view()
	if err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	wishes := f.messageWishes()
	if !f.ok() {
		m, err := v.messages(r, f)
		if err != nil {
			return err
		}
		return v.renderStatus(http.StatusUnprocessableEntity, "messages", "Messages", m)
	}
	if err := v.Store.PutMessageWishes(v.ctx(), r.Name, wishes); err != nil {
		return err
	}
	v.flash("Kept: your messages come as you said.")
	return v.goTo("/settings#messages")
}

// messageWishes reads what a runner wants to be told.
func (f *form) messageWishes() store.MessageWishes {
	var w store.MessageWishes
	ticked := f.values["kind"]
	for _, kind := range store.MessageKinds() {
		if !slices.Contains(ticked, kind) {
			w.Without = append(w.Without, kind)
		}
	}
	for _, kind := range ticked {
		if !slices.Contains(store.MessageKinds(), kind) {
			f.fail("kind", "Choose of those listed.")
		}
	}
	switch f.oneOf("quiet", "settings", "none", "own") {
	case "none":
		w.Quiet = &store.QuietHours{}
	case "own":
		w.Quiet = &store.QuietHours{From: f.clock("quiet-from"), To: f.clock("quiet-to")}
		if f.ok() && w.Quiet.From == w.Quiet.To {
			f.fail("quiet-to", "Quiet hours end at another time than they begin. For none at all choose “None”.")
		}
	}
	if digest := f.oneOf("digest", "settings", "off", "daily", "weekly"); digest != "settings" {
		w.Digest = digest
	}
	return w
}

// clock is a time of day, since midnight.
func (f *form) clock(name string) time.Duration {
	t, err := time.Parse("15:04", strings.TrimSpace(f.values.Get(name)))
	if err != nil {
		f.fail(name, "Enter a time of day, such as 22:00.")
		return 0
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
}

func (v *visit) testMessages() error {
	_, r, err := v.view()
	if err != nil {
		return err
	}
	settings, err := v.Service.Messages(v.ctx())
	if err != nil {
		return err
	}
	if settings.Runner != r.Name || len(settings.Services) == 0 {
		return &pageError{http.StatusConflict, "There is nowhere to send a test to", "No address is set up for you in this needled. Whoever runs it can set one up."}
	}
	var said []string
	for _, t := range v.Service.TestMessages(v.ctx()) {
		if t.Trouble == "" {
			said = append(said, t.Service+" took it.")
			continue
		}
		said = append(said, t.Service+" did not: "+strings.TrimSuffix(t.Trouble, ".")+".")
	}
	v.flash("A test message was sent. " + strings.Join(said, " "))
	return v.goTo("/settings#messages")
}
