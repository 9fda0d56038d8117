package daemon

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"needled/analysis"
)

const astray = "notify.runner is bob, who is not known"

// Messages for somebody who isn't known reach nobody: the log says so at the
// start and whenever the settings are read, until that is mended.
func TestMessagesForNobodyAreWarnedOf(t *testing.T) {
	s, receiver := newStage(t), newReceiver(t)
	s.set(anyPort, receiver.table("token"), `runner = "bob"`)
	d := s.run()
	s.log.wait(t, astray, 1)
	d.readAgain(inForce)
	s.log.wait(t, astray, 2)
	s.must(s.service().Store.AddRunner(t.Context(), analysis.Runner{Name: "bob"}))
	d.readAgain(inForce)
	s.set(anyPort, receiver.table("token"))
	d.readAgain(inForce)
	if n := strings.Count(s.log.String(), astray); n != 2 {
		t.Errorf("warned %d times of somebody known\n%s", n, s.log)
	}
}

// Without addresses nobody expects a message.
func TestNobodyWithoutAddressesIsNoWarning(t *testing.T) {
	s := newStage(t)
	s.set(anyPort, "[notify]\nrunner = \"bob\"")
	s.run()
	if strings.Contains(s.log.String(), astray) {
		t.Error(s.log)
	}
}

// Among several runners the addresses are one's, who has to be named unless it
// is "me".
func TestMessagesOfOneAmongSeveral(t *testing.T) {
	s := newStage(t)
	s.set(anyPort, newReceiver(t).table("token"))
	service := s.service()
	for _, c := range []struct{ add, warning string }{
		{"ada", ""},
		{"bob", "say under notify.runner whose messages the addresses get"},
		{"me", ""},
	} {
		s.must(service.Store.AddRunner(t.Context(), analysis.Runner{Name: c.add}))
		got, err := service.MessagesAstray(t.Context())
		if err != nil || (got == "") != (c.warning == "") || !strings.Contains(got, c.warning) {
			t.Errorf("after %s was added: %q, %v", c.add, got, err)
		}
	}
}

func TestSettingsThatEverybodyCanReadAreWarnedOf(t *testing.T) {
	s := newStage(t) // its settings hold a client secret
	d := s.run()
	const says = "is open to everybody on this machine; close it with: chmod 600 "
	if strings.Contains(s.log.String(), says) {
		t.Errorf("warned of settings that are closed\n%s", s.log)
	}
	s.must(os.Chmod(s.settings, 0o644))
	d.readAgain(inForce)
	s.log.says(t, says+s.settings)
}

// An address that can't be used is named by the line it stands on, and never
// shown.
func TestAddressesThatCanNotBeUsedHaveALine(t *testing.T) {
	s := newStage(t)
	s.set(anyPort, "[notify]", `urls = ["nfty://hunter2/t", "https://ntfy.sh/hunter2"]`)
	parts, err := s.open(t.Context())
	s.must(err)
	defer parts.Store.Close()
	_, err = NewService(parts)
	text, _ := os.ReadFile(s.settings)
	line := 1 + strings.Count(string(text[:strings.Index(string(text), "urls =")]), "\n")
	want := fmt.Sprintf(`%s:%d: notify.urls: address 1: nfty:// is no service that is known here; did you mean ntfy://…?
%[1]s:%[2]d: notify.urls: address 2: https://ntfy.sh/… is a page for browsers; write ntfy://ntfy.sh/… with the same topic`, s.settings, line)
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}
