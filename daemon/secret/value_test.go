package secret

import (
	"encoding/json"
	"testing"
)

func TestValue(t *testing.T) {
	set, unset := NewValue(token), NewValue("")
	b, err := json.Marshal([]Value{set, unset})
	if err != nil || string(b) != `["(secret)","(not set)"]` {
		t.Errorf("as JSON %s, %v", b, err)
	}
	if !set.IsSet() || unset.IsSet() || set.Reveal() != token || unset.Reveal() != "" {
		t.Errorf("%v %q, %v %q", set.IsSet(), set.Reveal(), unset.IsSet(), unset.Reveal())
	}
}
