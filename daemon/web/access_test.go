package web

import (
	"testing"

	"needled/daemon/store"
)

// The one decision, in full: who sees what of anna's.
func TestDecide(t *testing.T) {
	anna := viewer{SignedIn: true, Runner: "anna"}
	ben := viewer{SignedIn: true, Runner: "ben"}
	kim := viewer{SignedIn: true, Clinician: true}
	admin := viewer{SignedIn: true}
	annaTheClinician := viewer{SignedIn: true, Clinician: true, Runner: "anna"}
	cases := []struct {
		name      string
		v         viewer
		consented bool
		want      map[Deed]store.Sight
	}{
		{"nobody", viewer{}, true, nil},
		{"the runner", anna, false, map[Deed]store.Sight{See: store.Whole, Change: store.Whole, Treat: store.Whole}},
		{"another runner", ben, false, nil},
		{"another runner, whatever the store says", ben, true, nil},
		{"a clinician without consent", kim, false, nil},
		{"a clinician with consent", kim, true, map[Deed]store.Sight{See: store.Shared, Treat: store.Shared, Remark: store.Shared}},
		{"an admin", admin, false, nil},
		{"a clinician's own runs", annaTheClinician, false, map[Deed]store.Sight{See: store.Whole, Change: store.Whole, Treat: store.Whole}},
	}
	for _, c := range cases {
		for _, d := range []Deed{See, Change, Treat, Remark} {
			if got := decide(c.v, d, "anna", c.consented); got != c.want[d] {
				t.Errorf("%s, to %s: %d, want %d", c.name, d, got, c.want[d])
			}
		}
	}
	if got := decide(viewer{SignedIn: true}, See, "", false); got != store.Nothing {
		t.Errorf("of no runner %d can be seen", got)
	}
}
