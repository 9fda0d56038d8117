package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"needled/daemon/store"
)

// field is something a person enters, as the part "field" shows it. Templates
// show the others likewise: "choice" and "check".
type field struct {
	Name, Label  string
	Hint         string // below the label, "" without
	Value        string
	Error        string // what is wrong with it, "" when nothing is
	Type         string // of the input: text, password, number, datetime-local, …; textarea
	Suffix       string // a unit behind it
	Autocomplete string
	Inputmode    string // what keyboard a phone shows
	Required     bool
}

// choice is one of a few; every option is a radio button of its own.
type choice struct {
	Name, Label string
	Hint        string
	Error       string
	Options     []option
	Row         bool // side by side, as on a scale
}

// option is one of a choice, or of several that may be ticked.
type option struct {
	Name, Value, Label string
	Hint               string
	On                 bool
}

// checks are options of which several may be ticked.
type checks struct {
	Name, Label string
	Hint        string
	Error       string
	Options     []option
}

// form is what a person entered, and what is wrong with it.
type form struct {
	values url.Values
	wrong  map[string]string
	order  []string
}

// form reads what was entered.
func (v *visit) form() (*form, error) {
	if err := v.r.ParseForm(); err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return nil, err
		}
		return nil, errMalformed
	}
	return &form{values: v.r.PostForm, wrong: map[string]string{}}, nil
}

// text is what was entered in a field, without spaces around it. More than
// most characters, or control characters, are wrong.
func (f *form) text(name string, most int) string {
	text := strings.TrimSpace(strings.ReplaceAll(f.values.Get(name), "\r\n", "\n"))
	switch {
	case utf8.RuneCountInString(text) > most:
		f.fail(name, fmt.Sprintf("At most %d characters fit in here.", most))
	case !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f }):
		f.fail(name, "There are characters in it that can't be kept. Type it again.")
		return ""
	}
	return text
}

// required is text that has to be there; what says what it is.
func (f *form) required(name string, most int, what string) string {
	text := f.text(name, most)
	if text == "" && f.wrong[name] == "" {
		f.fail(name, "Enter "+what+".")
	}
	return text
}

// oneOf is a choice that was made; "" when none was, and wrong when it isn't
// one there is.
func (f *form) oneOf(name string, words ...string) string {
	word := f.values.Get(name)
	if word != "" && !slices.Contains(words, word) {
		f.fail(name, "Choose one of those listed.")
		return ""
	}
	return word
}

// line is required in one line; what says what it is.
func (f *form) line(name string, most int, what string) string {
	text := f.required(name, most, what)
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }) {
		f.fail(name, "There are characters in it that can't be seen. Type it again.")
		return ""
	}
	return text
}

// number is a number from lo to hi; nil when nothing was entered.
func (f *form) number(name string, lo, hi float64) *float64 {
	text := strings.Replace(f.text(name, 20), ",", ".", 1)
	if text == "" {
		return nil
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || !(n >= lo && n <= hi) {
		f.fail(name, fmt.Sprintf("Enter a number from %g to %g.", lo, hi))
		return nil
	}
	return &n
}

// whole is a whole number from lo to hi; nil when nothing was entered.
func (f *form) whole(name string, lo, hi int) *int {
	n := f.number(name, float64(lo), float64(hi))
	if n == nil {
		return nil
	}
	if *n != float64(int(*n)) {
		f.fail(name, fmt.Sprintf("Enter a whole number from %d to %d.", lo, hi))
		return nil
	}
	return new(int(*n))
}

// on says whether a box was ticked.
func (f *form) on(name string) bool { return f.values.Get(name) != "" }

// fail notes what is wrong with a field; the first word on it holds.
func (f *form) fail(name, sentence string) {
	if f.wrong[name] == "" {
		f.wrong[name] = sentence
		f.order = append(f.order, name)
	}
}

// refused notes what the store has against what was entered; any other error
// is returned.
func (f *form) refused(name string, err error) error {
	if e, ok := errors.AsType[*store.Error](err); ok && (e.Kind == store.Conflict || e.Kind == store.Invalid) {
		f.fail(name, sentence(e.Text))
		return nil
	}
	return err
}

// sentence is an error's text as a sentence.
func sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + strings.TrimSuffix(text[size:], ".") + "."
}

// ok says whether nothing is wrong.
func (f *form) ok() bool { return len(f.wrong) == 0 }

// trouble is what is wrong with a form, as its page lists it above.
type trouble struct{ Name, Text string }

func (f *form) troubles() []trouble {
	var all []trouble
	for _, name := range f.order {
		all = append(all, trouble{name, f.wrong[name]})
	}
	return all
}

// show is a field with what was entered, and what is wrong with it. A password
// isn't shown again.
func (f *form) show(x field) field {
	x.Value, x.Error = f.values.Get(x.Name), f.wrong[x.Name]
	if x.Type == "password" {
		x.Value = ""
	}
	return x
}

// filled is a form as it is first shown, with what is known in it.
func filled(values map[string]string) *form {
	f := &form{values: url.Values{}, wrong: map[string]string{}}
	for name, value := range values {
		f.values.Set(name, value)
	}
	return f
}
