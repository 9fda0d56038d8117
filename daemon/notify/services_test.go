package notify

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

var told = Message{
	Title: "Tue 3 Mar, 4.9 km: longer than advised",
	Body:  "4.9 km; the cap was 3.6 km (60 % of your usual 6.0 km).\nneedled show 26wm explains it.",
}

// web stands in for a service on this machine: it answers by the path that is
// asked for, and notes the last request.
type web struct {
	*httptest.Server
	mu     sync.Mutex
	path   string
	header http.Header
	body   string
}

func newWeb(t *testing.T, status int, answer string) *web {
	w := &web{}
	w.Server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		w.mu.Lock()
		w.path, w.header, w.body = r.URL.Path, r.Header, string(b)
		w.mu.Unlock()
		rw.WriteHeader(status)
		io.WriteString(rw, answer)
	}))
	t.Cleanup(w.Close)
	return w
}

func (w *web) host() string { return strings.TrimPrefix(w.URL, "http://") }

// sendTo sends by an address as the daemon does.
func sendTo(t *testing.T, address string) error {
	t.Helper()
	services, err := Services([]string{address})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	return services[0].Sender.Send(ctx, told)
}

func TestNtfy(t *testing.T) {
	w := newWeb(t, 200, `{"id":"1","event":"message"}`)
	if err := sendTo(t, "ntfy://ada:hunter2@"+w.host()+"/knee-topic?disabletls=yes"); err != nil {
		t.Fatal(err)
	}
	if w.path != "/knee-topic" || w.header.Get("Title") != told.Title || w.body != told.Body {
		t.Errorf("%s got %q %q", w.path, w.header.Get("Title"), w.body)
	}
	if user, password, ok := (&http.Request{Header: w.header}).BasicAuth(); !ok || user != "ada" || password != "hunter2" {
		t.Error("without the user's name and password")
	}
}

func TestWebhookGetsTheTitleAsTheFirstLine(t *testing.T) {
	w := newWeb(t, 200, "")
	if err := sendTo(t, "generic://"+w.host()+"/hook?disabletls=yes"); err != nil {
		t.Fatal(err)
	}
	if w.body != told.Title+"\n"+told.Body {
		t.Errorf("got %q", w.body)
	}
}

func TestWebhookAsJSON(t *testing.T) {
	w := newWeb(t, 200, "")
	if err := sendTo(t, "generic://"+w.host()+"/hook?disabletls=yes&template=json"); err != nil {
		t.Fatal(err)
	}
	var got map[string]string
	if err := json.Unmarshal([]byte(w.body), &got); err != nil || got["title"] != told.Title || got["message"] != told.Body {
		t.Errorf("got %q, %v", w.body, err)
	}
}

// bot is a Telegram service that asks a server on this machine.
func bot(t *testing.T, url string) *telegramBot {
	t.Helper()
	services, err := Services([]string{"telegram://110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw@telegram?chats=@ada,-1001:7&notification=no"})
	if err != nil {
		t.Fatal(err)
	}
	b := services[0].Sender.(*telegramBot)
	b.api = url
	return b
}

func TestTelegram(t *testing.T) {
	w := newWeb(t, 200, `{"ok":true,"result":{"message_id":1}}`)
	if err := bot(t, w.URL).Send(t.Context(), Message{"A <b>", "x & y"}); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Chat   string `json:"chat_id"`
		Thread int    `json:"message_thread_id"`
		Text   string `json:"text"`
		Mode   string `json:"parse_mode"`
		Silent bool   `json:"disable_notification"`
	}
	if err := json.Unmarshal([]byte(w.body), &got); err != nil {
		t.Fatal(err)
	}
	if got.Chat != "-1001" || got.Thread != 7 || got.Text != "<b>A &lt;b&gt;</b>\nx &amp; y" || got.Mode != "HTML" || !got.Silent {
		t.Errorf("got %+v", got)
	}
	if w.path != "/bot110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/sendMessage" {
		t.Errorf("asked for %s", w.path)
	}
}

func TestTelegramThatIsOutOfReachHasNotDelivered(t *testing.T) {
	w := newWeb(t, 200, "")
	w.Close()
	err := bot(t, w.URL).Send(t.Context(), told)
	if f, ok := err.(*Failure); !ok || f.Permanent || !strings.Contains(f.Text, "refused") && !strings.Contains(f.Text, "connect") {
		t.Errorf("got %v", err)
	}
}

func TestTelegramThatSaysNo(t *testing.T) {
	for _, c := range []struct {
		status    int
		answer    string
		want      string
		permanent bool
	}{
		{403, `{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}`, "403 Forbidden Forbidden: bot was blocked by the user", true},
		{429, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 5"}`, "429 Too Many Requests Too Many Requests: retry after 5", false},
		{502, `<html>`, "502 Bad Gateway", false},
		{200, `{"ok":false,"description":"no"}`, "Telegram said no: no", true},
		{200, `{`, "read Telegram's answer: unexpected end of JSON input", false},
	} {
		err := bot(t, newWeb(t, c.status, c.answer).URL).Send(t.Context(), told)
		f, ok := err.(*Failure)
		if !ok || f.Text != c.want+" "+c.want || f.Permanent != c.permanent { // of two chats
			t.Errorf("%d: %v", c.status, err)
		}
	}
}

func TestWhichFailuresAreWorthAnotherTry(t *testing.T) {
	for _, c := range []struct {
		status    int
		permanent bool
	}{{400, true}, {401, true}, {403, true}, {404, true}, {408, false}, {429, false}, {500, false}, {503, false}} {
		ntfy := newWeb(t, c.status, `{"code":`+string(rune('0'+c.status/100))+`0301,"http":0,"error":"no"}`)
		if c.status == 429 {
			ntfy = newWeb(t, c.status, `{"code":42901,"error":"limit reached"}`)
		}
		if c.status == 408 {
			ntfy = newWeb(t, c.status, "")
		}
		hook := newWeb(t, c.status, "")
		for _, address := range []string{
			"ntfy://" + ntfy.host() + "/topic?disabletls=yes",
			"generic://" + hook.host() + "/hook?disabletls=yes",
		} {
			f, ok := sendTo(t, address).(*Failure)
			if !ok || f.Permanent != c.permanent {
				t.Errorf("%d by %s: %+v", c.status, address[:7], f)
			}
		}
	}
}

// mailServer takes mail for anybody but nobody@example.org.
func mailServer(t *testing.T) (address string, mails chan string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	mails = make(chan string, 10)
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go takeMail(conn, mails)
		}
	}()
	return l.Addr().String(), mails
}

func takeMail(conn net.Conn, mails chan<- string) {
	defer conn.Close()
	r := bufio.NewReader(conn)
	say := func(line string) { io.WriteString(conn, line+"\r\n") }
	say("220 mail.example.org")
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		switch verb, rest, _ := strings.Cut(strings.TrimSpace(line), " "); {
		case verb == "EHLO":
			say("250 mail.example.org")
		case verb == "RCPT" && strings.Contains(rest, "nobody"):
			say("550 5.1.1 <nobody@example.org> no such mailbox")
		case verb == "DATA":
			say("354 go on")
			var mail strings.Builder
			for line := ""; line != ".\r\n"; mail.WriteString(line) {
				if line, err = r.ReadString('\n'); err != nil {
					return
				}
			}
			mails <- mail.String()
			say("250 taken")
		case verb == "QUIT":
			say("221 bye")
			return
		default:
			say("250 fine")
		}
	}
}

func TestMail(t *testing.T) {
	server, mails := mailServer(t)
	if err := sendTo(t, "smtp://"+server+"/?from=needled@example.org&to=ada@example.org&encryption=None"); err != nil {
		t.Fatal(err)
	}
	head, body, _ := strings.Cut(<-mails, "\r\n\r\n")
	if !strings.Contains("\n"+head, "\nSubject: "+told.Title) || !strings.Contains(head, "To: ada@example.org") {
		t.Errorf("head:\n%s", head)
	}
	if got := strings.TrimRight(strings.ReplaceAll(body, "\r\n", "\n"), ".\n") + "."; got != told.Body {
		t.Errorf("body %q", body)
	}
}

func TestMailWithoutAMailbox(t *testing.T) {
	server, _ := mailServer(t)
	f, ok := sendTo(t, "smtp://"+server+"/?from=needled@example.org&to=nobody@example.org&encryption=None").(*Failure)
	if !ok || !f.Permanent || strings.Contains(f.Text, "nobody") || !strings.Contains(f.Text, "no such mailbox") {
		t.Errorf("got %+v", f)
	}
}

func TestWebhookThatTakesARequestAndNeverAnswers(t *testing.T) {
	release := make(chan struct{})
	var asked sync.WaitGroup
	asked.Add(1)
	slow := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Done(); <-release }))
	t.Cleanup(slow.Close)
	t.Cleanup(func() { close(release) })
	services, err := Services([]string{"generic://" + strings.TrimPrefix(slow.URL, "http://") + "/hook?disabletls=yes"})
	if err != nil {
		t.Fatal(err)
	}
	hook := services[0].Sender
	ctx, cancel := context.WithCancel(t.Context())
	first := make(chan error)
	go func() { first <- hook.Send(ctx, told) }()
	asked.Wait() // a second request would panic here
	cancel()
	if err := <-first; err != context.Canceled {
		t.Errorf("got %v", err)
	}
	ctx, cancel = context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := hook.Send(ctx, told); err == nil || err.Error() != "it has not answered to an earlier message yet" {
		t.Errorf("while the first is under way: %v", err)
	}
}
