package daemon

import (
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"needled/daemon/store"
)

func TestSettingsReadAgain(t *testing.T) {
	m := newManager(t)
	s := newStage(t)
	d := s.run()
	m.until("STATUS=")
	s.makeFolder("second")
	port := freeAddress(t)
	s.set(fmt.Sprintf("[daemon]\nlisten = %q\n[[watch]]\npath = %q\nrunner = \"me\"\n", port, s.path("second")))
	d.readAgain(inForce)
	if text := m.until("RELOADING=1"); !strings.Contains(text, "MONOTONIC_USEC=") {
		t.Errorf("the manager hears %q", text)
	}
	if text := m.next(); text != "READY=1" {
		t.Errorf("then it hears %q", text)
	}
	if status, _ := ask(t, "http://"+port+"/readyz"); status != http.StatusOK {
		t.Errorf("the other port answers %d", status)
	}
	if _, err := http.Get("http://" + d.address + "/readyz"); err == nil {
		t.Error("the port before still answers")
	}
	s.arrive("second/run.gpx", gpx(time.Now().Add(-2*time.Hour), 5, 52))
	s.arrive("inbox/run.gpx", gpx(time.Now().Add(-26*time.Hour), 5, 52))
	s.log.wait(t, takenIn, 2)

	// What was taken stays taken when the first folder is all there is again.
	s.set()
	d.readAgain(inForce)
	s.arrive("inbox/third.gpx", gpx(time.Now().Add(-50*time.Hour), 5, 52))
	s.log.wait(t, takenIn, 3)
	if runs := s.runs(s.service()); strings.Count(runs, "\n") != 3 {
		t.Errorf("the runs: %s", runs)
	}
}

// A file that is on its way while the settings are read again is taken in all
// the same, whether the address stays or not.
func TestSettingsReadAgainDuringAnUpload(t *testing.T) {
	for name, address := range map[string]string{"same address": "", "another address": freeAddress(t)} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			v := s.visit()
			content := gpx(time.Now().Add(-2*time.Hour), 5, 52)
			sent, sender := io.Pipe()
			form := multipart.NewWriter(sender)
			answered := make(chan string, 1)
			go func() {
				status, body, to := v.post("/sources/upload", form.FormDataContentType(), sent)
				answered <- fmt.Sprintf("%d %s %s", status, to, body)
			}()
			part, err := form.CreateFormFile("file", "run.gpx")
			s.must(err)
			_, err = part.Write(content[:len(content)/2])
			s.must(err)
			s.until("it is on its way", func() bool { return len(lying(t, s.path("data/inbox"))) > 0 })
			if address != "" {
				s.set(fmt.Sprintf("[daemon]\nlisten = %q\n", address))
			}
			v.readAgain(inForce)
			_, err = part.Write(content[len(content)/2:])
			s.must(err)
			s.must(form.Close())
			s.must(sender.Close())
			if said := <-answered; !strings.HasPrefix(said, "303 /sources/uploads/") {
				t.Fatalf("answered: %s", said)
			}
			s.log.wait(t, takenIn, 1)
		})
	}
}

// Settings that can't be used change nothing, and the log says what is wrong
// with them.
func TestBadSettingsChangeNothing(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	other := newStage(t)
	other.run()
	m := newManager(t)
	s := newStage(t)
	d := s.run()
	m.until("STATUS=")
	for i, c := range []struct{ settings, says string }{
		{anyPort + "[[watch]\n", "needled.toml:"},
		{anyPort + "[deamon]\nlistn = 1\n", "is not a table of the settings"},
		{fmt.Sprintf("[daemon]\nlisten = %q\n", taken.Addr()), "can't answer at " + taken.Addr().String()},
		{anyPort + "[notify]\nurls = [\"nothing://hunter2\"]\n", "notify.urls"},
		{anyPort + fmt.Sprintf("[protocol]\nfile = %q\n", s.path("nowhere.toml")), "nowhere.toml"},
	} {
		s.set(c.settings)
		d.readAgain(notRead)
		s.log.says(t, c.says)
		m.until("RELOADING=1")
		if text := m.next(); text != "READY=1" {
			t.Errorf("%s: the manager hears %q", c.settings, text)
		}
		if status, _ := d.get("/readyz"); status != http.StatusOK {
			t.Errorf("%s: it answers %d", c.settings, status)
		}
		s.arrive(fmt.Sprintf("inbox/%d.gpx", i), gpx(time.Now().Add(-time.Duration(i)*24*time.Hour), 5, 52))
		s.log.wait(t, takenIn, i+1)
	}
	// The data of a store that another daemon serves.
	s.write("needled.toml", fmt.Sprintf("data = %q\n%s", other.path("data"), anyPort))
	d.readAgain(notRead)
	s.log.says(t, "another process serves this store")
	if strings.Contains(s.log.String(), "hunter2") {
		t.Errorf("the log holds a secret:\n%s", s.log)
	}
}

// A service that can't start with the new settings gives way to the one before.
func TestTheServiceBeforeGoesOn(t *testing.T) {
	s, full := newStage(t), newStage(t)
	full.service()
	full.disk().fill("jobs")
	d := s.run()
	s.write("needled.toml", fmt.Sprintf("data = %q\n%s", full.path("data"), anyPort))
	d.readAgain(notRead)
	s.log.says(t, "is full; make room")
	if status, _ := d.get("/readyz"); status != http.StatusOK {
		t.Errorf("it answers %d", status)
	}
	s.arrive("inbox/run.gpx", gpx(time.Now().Add(-2*time.Hour), 5, 52))
	s.log.wait(t, takenIn, 1)
	full.disk().makeRoom("jobs")
	full.run() // its lock was given back
}

// Where neither can start the daemon ends, so that it is started again.
func TestNothingAtWorkIsAnEnd(t *testing.T) {
	s := newStage(t)
	d := s.begin(Options{})
	s.log.wait(t, "empty so far", 1)
	disk := s.disk()
	disk.fill("jobs")
	d.reload <- os.Interrupt
	if err := <-d.ended; !store.IsKind(err, store.Unavailable) {
		t.Errorf("the daemon ends with %v\n%s", err, s.log)
	}
	disk.makeRoom("jobs")
	s.run()
	s.arrive("inbox/run.gpx", gpx(time.Now().Add(-2*time.Hour), 5, 52))
	s.log.wait(t, takenIn, 1)
}

// Another host on the same port is no port that is taken; where that or
// anything else fails, the daemon answers where it did before.
func TestSamePortReadAgain(t *testing.T) {
	s, full := newStage(t), newStage(t)
	full.service()
	full.disk().fill("jobs")
	here := freeAddress(t)
	_, port, _ := net.SplitHostPort(here)
	s.set(fmt.Sprintf("[daemon]\nlisten = %q\n", here))
	d := s.run()
	everywhere := fmt.Sprintf("[daemon]\nlisten = \"0.0.0.0:%s\"\n", port)
	for _, c := range []struct{ settings, outcome string }{
		{fmt.Sprintf("data = %q\n[daemon]\nlisten = \"203.0.113.1:%s\"\n", s.path("data"), port), notRead},
		{fmt.Sprintf("data = %q\n%s", full.path("data"), everywhere), notRead},
		{fmt.Sprintf("data = %q\n%s", s.path("data"), everywhere), inForce},
	} {
		s.write("needled.toml", c.settings)
		d.readAgain(c.outcome)
		if status, _ := ask(t, "http://"+here+"/readyz"); status != http.StatusOK {
			t.Errorf("%s: it answers %d", c.settings, status)
		}
	}
	if strings.Contains(s.log.String(), "no longer answers") {
		t.Errorf("the log:\n%s", s.log)
	}
}

// The log is as the settings want it, whose ever line it is.
func TestLogLevelReadAgain(t *testing.T) {
	s := newStage(t)
	d := s.run()
	port := freeAddress(t)
	s.write("needled.toml", fmt.Sprintf("data = %q\nlog_level = \"error\"\n[daemon]\nlisten = %q\n", s.path("data"), port))
	d.reload <- os.Interrupt
	s.until("the other port answers", func() bool {
		answer, err := http.Get("http://" + port + "/readyz")
		if err != nil {
			return false
		}
		answer.Body.Close()
		return answer.StatusCode == http.StatusOK
	})
	if err := d.stop(); err != nil {
		t.Error(err)
	}
	if strings.Contains(s.log.String(), stopping) {
		t.Errorf("what is no error is logged:\n%s", s.log)
	}
}

// Told to stop while settings are read again, it stops as ever.
func TestStopDuringAReload(t *testing.T) {
	s := newStage(t)
	opened := 0
	var d *running
	d = s.begin(Options{Open: func(ctx context.Context) (Parts, error) {
		parts, err := s.open(ctx)
		if opened++; opened == 2 {
			d.end()
		}
		return parts, err
	}})
	d.reload <- os.Interrupt
	if err := <-d.ended; err != nil {
		t.Errorf("the daemon ends with %v", err)
	}
	s.log.says(t, "needled has stopped")
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
