package configs

import (
	"encoding/json"
	"fmt"
)

// Secret is a value that must not appear in a log, an error or a report: an
// OAuth client secret, a database address with its password. However it is
// printed, it shows only what may be shown; Reveal gives the value.
type Secret struct {
	value *string // a pointer, so that even reflection over a struct prints no text
	shown string
}

// NewSecret keeps a value and what may be shown of it. An empty value is no
// secret: IsSet is false.
func NewSecret(value, shown string) Secret {
	if value == "" {
		return Secret{}
	}
	return Secret{&value, shown}
}

// IsSet says whether there is a value.
func (s Secret) IsSet() bool { return s.value != nil }

// Reveal is the value itself, "" when there is none.
func (s Secret) Reveal() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

// String is what may be shown.
func (s Secret) String() string {
	if !s.IsSet() {
		return "(not set)"
	}
	return s.shown
}

// GoString is what may be shown.
func (s Secret) GoString() string { return s.String() }

// Format shows what may be shown, whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.String()) }

// MarshalJSON gives what may be shown, null when there is no value.
func (s Secret) MarshalJSON() ([]byte, error) {
	if !s.IsSet() {
		return []byte("null"), nil
	}
	return json.Marshal(s.shown)
}

// MarshalText gives what may be shown.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
