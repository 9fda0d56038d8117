package report

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"needled/analysis"
)

// reads compares a message, its title first, with what a person should read.
func reads(t *testing.T, m Message, want string) {
	t.Helper()
	if got := m.Title + "\n" + m.Body; got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	if n := utf8.RuneCountInString(m.Title); n > 60 || strings.Contains(m.Title, "\n") {
		t.Errorf("a title of %d characters: %q", n, m.Title)
	}
}

func TestOutsideMessage(t *testing.T) {
	zone := berlin(t)
	rec := flaggedRecovery(zone)
	one := judged(run("26wm", march(zone, 3, 18, 0), 4.9, 30), 1, new(24.5),
		long(analysis.Violation, 4900, 3600, analysis.ClinicAdvice, "{km:4900|3600}; the cap for a first run was {km:3600|4900} (60 % of your usual {km:6000})."))
	m, tell, _ := OutsideMessage(Style{Zone: zone}, one)
	if !tell {
		t.Fatal("not told")
	}
	reads(t, m, `Tue 3 Mar, 4.9 km: longer than advised
4.9 km; the cap for a first run was 3.6 km (60 % of your usual 6.0 km).
needled show 26wm explains it.`)

	m, _, _ = OutsideMessage(Style{Zone: zone, Units: analysis.Imperial}, rec.Entries[0])
	reads(t, m, `Tue 3 Mar, 5.0 mi: earlier than advised
Earlier than advised: 14 h after the treatment; the clinic advises at least 24 h of rest.
Longer than advised: 5.0 mi; the cap for a first run was 2.2 mi (60 % of your usual 3.7 mi).
needled show r1 explains it.`)

	many := rec.Entries[0]
	many.Verdict = new(*many.Verdict)
	many.Verdict.Findings = append(many.Verdict.Findings[:2:2],
		hilly(analysis.Violation, 20, 8, "{climb:20} of climb; the cap is {climb:8}."),
		hard(analysis.Caution, 0.3, 0.1, "30 % of the time above 144 beats/min; the cap is 10 %."))
	m, _, _ = OutsideMessage(Style{Zone: zone}, many)
	if lines := strings.Split(m.Body, "\n"); len(lines) != 4 || lines[3] != "And 1 more; needled show r1 explains it." {
		t.Errorf("body:\n%s", m.Body)
	}

	for _, e := range []analysis.Entry{rec.Entries[3], rec.Entries[4]} { // an accident, a caution
		if _, tell, why := OutsideMessage(Style{Zone: zone}, e); tell || why == "" {
			t.Errorf("%s is told of", e.Run.ID)
		}
	}
}

func TestClearMessage(t *testing.T) {
	zone := berlin(t)
	careful := restPlan(zone)
	careful.At, careful.State = march(zone, 3, 17, 30), analysis.Careful
	careful.Advice = []analysis.Phrase{"Test before you go: body-weight squat, single-leg heel raises, full range of motion, soreness gone.", "Drink before and after."}
	m, tell, _ := ClearMessage(Style{Zone: zone}, careful)
	if !tell {
		t.Fatal("not told")
	}
	reads(t, m, `You may run from 17:30 today: up to 3.6 km, flat, easy
First run: 3.0–3.6 km · flat (climb up to 8.0 m/km) · easy · heart rate under 144.
Careful until tomorrow 17:30 (Wed 4 Mar): short and easy if it feels right.
Test before you go: body-weight squat, single-leg heel raises, full range of motion, soreness gone.`)

	// Told in the morning, since it was night when it fell due; no more is known.
	late := careful
	late.At, late.State, late.Advice = march(zone, 5, 7, 0), analysis.Ready, nil
	late.Earliest, late.RunNumber = new(march(zone, 4, 23, 0)), new(2)
	late.Baseline, late.Caps = &analysis.Baseline{Found: 2, Needed: 4}, &analysis.Caps{ClimbMPerKm: new(8.0)}
	m, _, _ = ClearMessage(Style{Zone: zone}, late)
	reads(t, m, `You may run again: short and easy, flat
Second run: short and easy · flat (climb up to 8.0 m/km).
We can't tell how long your usual run is yet: 2 of 4 runs so far.`)

	held := careful
	held.Hold = "Your readiness check of Tue 3 Mar 12:00 said not yet: soreness 4/10."
	m, _, _ = ClearMessage(Style{Zone: zone}, held)
	reads(t, m, `The rest is over, but wait with running
Your readiness check of Tue 3 Mar 12:00 said not yet: soreness 4/10.
Wait until a readiness check is passed.`)

	if _, tell, why := ClearMessage(Style{Zone: zone}, restPlan(zone)); tell || why != "the rest goes on until Tue 3 Mar 17:30" {
		t.Errorf("in the time of rest: %v, %q", tell, why)
	}
	if _, tell, why := ClearMessage(Style{Zone: zone}, analysis.Plan{State: analysis.Free}); tell || why != "the recovery is over" {
		t.Errorf("after the recovery: %v, %q", tell, why)
	}
}

func TestSourceMessage(t *testing.T) {
	m, tell, _ := SourceMessage(Style{}, SourceLine{Name: "strava", State: SourceNeedsYou, Detail: "access was revoked; run needled connect strava"})
	if !tell {
		t.Fatal("not told")
	}
	reads(t, m, `Strava needs you
Access was revoked; run needled connect strava.
Until then runs from there may be missing.`)
	if _, tell, why := SourceMessage(Style{}, SourceLine{Name: "strava", State: SourceOK}); tell || why != "Strava does not need the user any more" {
		t.Errorf("one that does well: %v, %q", tell, why)
	}
}

func TestSilentMessage(t *testing.T) {
	zone := berlin(t)
	since := march(zone, 3, 18, 5)
	reads(t, SilentMessage(Style{Zone: zone}, since.Add(4*24*time.Hour+time.Hour), since), `No data for 4 days
Nothing has come since Tue 3 Mar 18:05. Is the watch synced?
What isn't recorded can't be compared with the advice.`)
	if m := SilentMessage(Style{Zone: zone}, since.Add(24*time.Hour), since); m.Title != "No data for 1 day" {
		t.Errorf("got %q", m.Title)
	}
}

func TestDigestMessage(t *testing.T) {
	zone := berlin(t)
	next := restPlan(zone)
	next.At, next.State, next.RunNumber = march(zone, 9, 20, 0), analysis.Ready, new(5)
	week := Digest{From: march(zone, 2, 20, 0), To: march(zone, 9, 20, 0), Entries: flaggedRecovery(zone).Entries, Next: next}
	m, tell, _ := DigestMessage(Style{Zone: zone}, week)
	if !tell {
		t.Fatal("not told")
	}
	reads(t, m, `Last 7 days: 5 runs, 1 outside the advice
Tue 3 Mar, 8.1 km: earlier than advised and longer than advised
Thu 5 Mar, 0.12 km: not held against the advice
Thu 5 Mar, 4.5 km: caution, hillier than advised and longer than advised
Sat 7 Mar, 5.2 km: not everything is known
Mon 9 Mar, 5.9 km: within the advice
Go: fifth run, up to 3.6 km.
Fifth run: 3.0–3.6 km · flat (climb up to 8.0 m/km) · easy · heart rate under 144.`)

	day := Digest{From: march(zone, 8, 20, 0), To: march(zone, 9, 20, 0), Next: restPlan(zone)}
	m, _, _ = DigestMessage(Style{Zone: zone, Units: analysis.Imperial}, day)
	if m.Title != "Since yesterday: no runs" || !strings.HasPrefix(m.Body, "Rest until today 17:30 (Tue 3 Mar).\nFirst run: ") {
		t.Errorf("got %q\n%s", m.Title, m.Body)
	}

	many := week
	for range 10 {
		many.Entries = append(many.Entries, judged(run("x", march(zone, 9, 9, 0), 3, 20), 6, nil))
	}
	if m, _, _ = DigestMessage(Style{Zone: zone}, many); !strings.Contains(m.Body, "And 8 more; needled runs lists them.") || strings.Count(m.Body, "\n") != 9 {
		t.Errorf("body:\n%s", m.Body)
	}

	if _, tell, why := DigestMessage(Style{Zone: zone}, Digest{From: day.From, To: day.To, Next: analysis.Plan{State: analysis.Free}}); tell || why != "no runs, and no recovery" {
		t.Errorf("nothing to tell: %v, %q", tell, why)
	}
}

// Names and notes from elsewhere bring no line ends, and titles fit.
func TestMessagesOfOddNames(t *testing.T) {
	m, _, _ := SourceMessage(Style{}, SourceLine{Name: strings.Repeat("folder\n", 20), State: SourceNeedsYou, Detail: "a\nb"})
	if n := utf8.RuneCountInString(m.Title); n > 60 || strings.Contains(m.Title, "\n") || !strings.HasPrefix(m.Body, "A b.\n") {
		t.Errorf("got %q (%d)\n%s", m.Title, n, m.Body)
	}
}
