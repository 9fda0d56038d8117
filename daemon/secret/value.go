package secret

import "fmt"

// Value is a text that must not appear in a log, an error or a report. However
// it is printed, it shows "(secret)"; Reveal gives the text.
type Value struct{ text *string } // a pointer, so that even reflection over a struct prints no text

// NewValue keeps a text. An empty one is no secret: IsSet is false.
func NewValue(text string) Value {
	if text == "" {
		return Value{}
	}
	return Value{&text}
}

// IsSet says whether there is a text.
func (v Value) IsSet() bool { return v.text != nil }

// Reveal is the text itself, "" when there is none.
func (v Value) Reveal() string {
	if v.text == nil {
		return ""
	}
	return *v.text
}

func (v Value) String() string {
	if !v.IsSet() {
		return "(not set)"
	}
	return "(secret)"
}

// GoString hides the text.
func (v Value) GoString() string { return v.String() }

// Format hides the text, whatever the verb.
func (v Value) Format(f fmt.State, _ rune) { fmt.Fprint(f, v.String()) }

// MarshalText hides the text, in JSON and logs alike.
func (v Value) MarshalText() ([]byte, error) { return []byte(v.String()), nil }
