//go:build unix

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"needled/analysis"
	"needled/cmd/needled/demo"
	"needled/configs"
	"needled/daemon/secret"
	"needled/daemon/store"
)

// The demo prints who can sign in where, answers there, and ends when it is
// interrupted, or when its terminal goes away, with nothing left behind.
func TestDemoServes(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program and runs it")
	}
	program := built(t)
	for _, end := range []syscall.Signal{syscall.SIGINT, syscall.SIGHUP} {
		tmp := t.TempDir()
		cmd := exec.Command(program, "demo", "--json")
		cmd.Env = append(os.Environ(), "TMPDIR="+tmp, "XDG_CONFIG_HOME="+tmp+"/none")
		var log bytes.Buffer
		cmd.Stderr = &log
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		defer cmd.Process.Kill()
		late := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
		defer late.Stop()

		var told struct {
			Address, Password string
			Logins            map[string]string
		}
		reports := 0
		for lines := bufio.NewReader(out); told.Address == ""; {
			line, err := lines.ReadBytes('\n')
			if err != nil {
				t.Fatalf("no address: %v\n%s", err, &log)
			}
			if err := json.Unmarshal(line, &told); err != nil {
				t.Fatalf("%v: %s", err, line)
			}
			if bytes.Contains(line, []byte(`"recovery":`)) {
				reports++
			}
		}
		if reports != 2 || told.Password == "" || told.Logins["clinician"] != "clinician" || len(told.Logins) != 3 {
			t.Errorf("%d reports, then %+v", reports, told)
		}
		answer, err := http.Get(told.Address + "healthz")
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if answer.StatusCode != http.StatusOK || string(body) != "ok\n" {
			t.Errorf("/healthz answers %s: %s", answer.Status, body)
		}

		if err := cmd.Process.Signal(end); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("after %s: %v\n%s", end, err, &log)
		}
		if log.Len() > 0 {
			t.Errorf("the log says\n%s", &log)
		}
		if left, _ := os.ReadDir(tmp); len(left) > 0 {
			t.Errorf("after %s it leaves %s", end, left[0].Name())
		}
	}
}

// Where the usual address is taken, the demo takes another.
func TestDemoAddress(t *testing.T) {
	first, err := demoAddress(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	taken, err := net.Listen("tcp", first)
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	if second, err := demoAddress(t.Context()); err != nil || second != "127.0.0.1:0" {
		t.Errorf("beside %s it is %s, %v", taken.Addr(), second, err)
	}
}

// The clinic as the store has it: who consented, what the clinician noted and
// looked at, who can sign in, and when patients were last heard of.
func TestTheClinicInTheStore(t *testing.T) {
	ctx, now := t.Context(), time.Now()
	a := &app{machine: machine{now: func() time.Time { return now }}, protocol: configs.DefaultProtocol()}
	folder := t.TempDir()
	patients, err := demo.Clinic(now, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	// A few will do: one silent, one just joined, one with notes, one in review.
	var some []demo.Patient
	for _, p := range patients {
		switch p.Runner.Name {
		case "Jiří Dvořáček", "Ravi Subramaniam", "Marcus Washington", "Hanna Järvinen":
			some = append(some, p)
		}
	}
	if err := a.openAt(ctx, demoStore(folder)); err != nil {
		t.Fatal(err)
	}
	if err := a.st.AddRunner(ctx, analysis.Runner{Name: demoRunner}); err != nil {
		t.Fatal(err)
	}
	a.close()
	people, err := a.makeClinic(ctx, folder, some)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.openAt(ctx, demoStore(folder)); err != nil {
		t.Fatal(err)
	}
	defer a.close()

	for login, is := range map[string]func(store.Person) bool{
		"admin":     func(p store.Person) bool { return p.Admin && !p.Clinician && p.Runner == "" },
		"clinician": func(p store.Person) bool { return p.Clinician && !p.Admin && p.Runner == "" },
		"runner":    func(p store.Person) bool { return p.Runner == demoRunner && !p.Admin && !p.Clinician },
	} {
		p, err := a.st.PersonByLogin(ctx, login)
		if err != nil || !is(p) || !secret.CheckPassword(p.Password, people.password) {
			t.Errorf("%s is %+v, %v", login, p, err)
		}
	}
	days := map[string]float64{}
	for _, p := range some {
		name := p.Runner.Name
		if may, err := a.st.Consented(ctx, name, people.clinician.ID); err != nil || !may {
			t.Errorf("the clinician may not see %s: %v", name, err)
		}
		heard, err := a.st.View(name, store.Shared).LastData(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if heard != nil {
			days[name] = now.Sub(*heard).Hours() / 24
		}
		notes, err := a.st.PatientNotes(ctx, name)
		if err != nil || (len(notes) == 1) != (p.Note != "") {
			t.Errorf("%d notes of %s, %v", len(notes), name, err)
		}
		looked, err := a.st.LastLook(ctx, people.clinician.ID, name, now)
		if err != nil || (looked != nil) != (len(p.Treatments) > 0) {
			t.Errorf("%s was looked at %v, %v", name, looked, err)
		}
	}
	if may, err := a.st.Consented(ctx, demoRunner, people.clinician.ID); err != nil || may {
		t.Errorf("the clinician may see the demo's runner unasked: %v", err)
	}
	if len(days) != 3 || days["Jiří Dvořáček"] < 6 || days["Marcus Washington"] > 2 {
		t.Errorf("days since something came: %v", days)
	}
	if reviews, err := a.st.Reviews(ctx, "Hanna Järvinen", store.Filter{}); err != nil || len(reviews) != 1 {
		t.Errorf("%d runs in review, %v", len(reviews), err)
	}
}
