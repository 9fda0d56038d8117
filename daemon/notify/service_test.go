package notify

import (
	"errors"
	"fmt"
	"net/textproto"
	"regexp"
	"strings"
	"testing"
)

func TestNamesOfServicesGiveNothingAway(t *testing.T) {
	services, err := Services([]string{
		"ntfy://ada:hunter2@ntfy.sh/knee-topic",
		"telegram://110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw@telegram?chats=@ada",
		"generic+https://example.org/hook?token=hunter2",
		"ntfy://ada:hunter2@ntfy.sh/knee-topic", // twice
	})
	if err != nil {
		t.Fatal(err)
	}
	name := regexp.MustCompile(`^(ntfy|telegram|generic)-[0-9a-f]{8}$`)
	if len(services) != 3 {
		t.Errorf("%d services", len(services))
	}
	for _, s := range services {
		if !name.MatchString(s.Name) {
			t.Errorf("called %q", s.Name)
		}
	}
}

func TestAddressesThatCannotBeUsed(t *testing.T) {
	_, err := Services([]string{
		"ntfy://ntfy.sh/topic",
		"ntfy://ada:hunter2@ntfy.sh",
		"pigeon://hunter2@coop",
		"ntfy://ada:%zz@hunter2/t",
		"hunter2",
		"logger://",
		"telegram://hunter2:hunter2@telegram",
		"ntfy+https://hunter2/topic",
		"telegram://110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw@telegram",
		"https://ntfy.sh/hunter2",
		"http://ada:hunter2@hunter2/hunter2",
	})
	want := `address 2: ntfy://… can't be used: topic is required
address 3: pigeon:// is no service that is known here
address 4: not an address like ntfy://ntfy.sh/topic; write special characters of a password as %XX
address 5: not an address like ntfy://ntfy.sh/topic; write special characters of a password as %XX
address 6: logger:// reaches nobody; give the address of a service
address 7: telegram://… can't be used: what stands between telegram:// and @telegram is no token of a bot, such as 12345:AbCd, which Telegram's BotFather gives
address 8: ntfy://… can't be used: ntfy+https can't be given like this; write ntfy://…
address 9: telegram://… can't be used: it names no chat; put ?chats= and the number of the chat at its end
address 10: https://ntfy.sh/… is a page for browsers; write ntfy://ntfy.sh/… with the same topic
address 11: http://… is a page for browsers; write the service's name first, such as ntfy://…, or generic+http://… for a hook`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

func TestScrub(t *testing.T) {
	for _, c := range []struct{ text, address, want string }{
		{`sending POST request to "https://ntfy.example.org/knee": dial tcp: lookup ntfy.example.org: no such host`, "ntfy://ntfy.example.org/knee",
			`no connection: no such host`},
		{`failed to send: Post "http://127.0.0.1:9/knee": dial tcp 127.0.0.1:9: connect: connection refused`, "ntfy://127.0.0.1:9/knee", `no connection: connection refused`},
		{"Post \"https://a/t\": dial tcp4 10.0.0.4:443: i/o timeout\nchat 2: 403 Forbidden", "telegram://a/t", "no connection: i/o timeout chat 2: 403 Forbidden"},
		{`dial tcp: lookup hunter2 on 10.0.0.1:53: hunter2`, "ntfy://hunter2/knee", `no connection: …`},
		{`535 5.7.8 ada@example.org: password hunter2 is wrong`, "smtp://ada%40example.org:hunter2@mail.example.org/?to=x", `535 5.7.8 …: password … is wrong`},
		{`bot110201543:AAHdq says no`, "telegram://110201543:AAHdq@telegram?chats=@ada", `bot…:… says no`},
		{"two\nlines\x1b[31m", "ntfy://ntfy.sh/t", "two lines [31m"},
		{"secret p%40ss and p@ss", "ntfy://u:p%40ss@host/topic", "secret … and …"},
		{strings.Repeat("long ", 100), "ntfy://ntfy.sh/t", strings.Repeat("long ", 40)[:199] + "…"},
	} {
		if got := scrub(c.text, c.address); got != c.want {
			t.Errorf("got  %q\nwant %q", got, c.want)
		}
	}
}

// Whatever goes wrong with whichever service, no error holds a part of its
// address.
func TestErrorsOfServicesHoldNoSecret(t *testing.T) {
	w := newWeb(t, 200, "")
	w.Close() // nobody listens there any more
	host := w.host()
	for _, address := range []string{
		"ntfy://hunter1:hunter2@" + host + "/hunter3?disabletls=yes",
		"generic://" + host + "/hunter1/hunter2?disabletls=yes&@authorization=hunter3",
		"gotify://" + host + "/AaaaahunterAAAA?disabletls=yes",
		"smtp://hunter1:hunter2@" + host + "/?from=hunter3@example.org&to=hunter4@example.org",
		"mattermost://hunter1@" + host + "/hunter2/hunter3?disabletls=yes",
		"matrix://hunter1:hunter2@" + host + "/?disableTLS=yes",
		"rocketchat://hunter1@" + host + "/hunter2/hunter3",
		"bark://hunter1@" + host + "/?scheme=http",
	} {
		services, err := Services([]string{address})
		if err == nil {
			err = services[0].Sender.Send(t.Context(), told)
		}
		if err == nil {
			t.Errorf("%s reached somebody", address)
			continue
		}
		if text := fmt.Sprintf("%v %+v", err, err); strings.Contains(text, "hunter") || strings.Contains(text, host) {
			t.Errorf("%s: %s", address, text)
		}
	}
}

func TestRefused(t *testing.T) {
	for text, want := range map[string]bool{
		"server returned unexpected response status code: 403 Forbidden": true,
		"server response: forbidden (40301)":                             true,
		"server response: limit reached (42908)":                         false,
		"unexpected HTTP status: 404":                                    true,
		"got unexpected HTTP status: 429 Too Many Requests":              false,
		"got unexpected HTTP status: 502 Bad Gateway":                    false,
		"dial tcp 127.0.0.1:40301: connection refused":                   false,
		"dial tcp 10.0.0.4:443: i/o timeout":                             false,
		"took 404 ms":                                                    false,
	} {
		if got := refused(errors.New(text)); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
	for code, want := range map[int]bool{421: false, 451: false, 535: true, 550: true} {
		if got := refused(fmt.Errorf("send: %w", &textproto.Error{Code: code})); got != want {
			t.Errorf("mail %d: %v", code, got)
		}
	}
}
