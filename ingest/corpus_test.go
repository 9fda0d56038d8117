package ingest_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"needled/analysis"
	"needled/configs"
	"needled/daemon/store"
	"needled/ingest"
	"needled/ingest/all"
)

// realFiles are the paths of real activity files: those in a folder beside
// the repository, where it is there, and those the FIT modules ship with.
func realFiles(t *testing.T) []string {
	t.Helper()
	var roots []string
	if dir, err := os.Getwd(); err == nil {
		roots = append(roots, filepath.Join(dir, "..", "..", "shared", "data"))
	}
	for _, module := range []string{"github.com/tormoder/fit", "github.com/muktihari/fit"} {
		dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", module).Output()
		if err == nil {
			roots = append(roots, filepath.Join(strings.TrimSpace(string(dir)), "testdata"))
		}
	}
	var paths []string
	for _, root := range roots {
		_ = filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
			if err == nil && !d.IsDir() && slices.Contains([]string{".fit", ".gpx", ".tcx"}, strings.ToLower(filepath.Ext(path))) {
				paths = append(paths, path)
			}
			return nil
		})
	}
	return paths
}

// label names the activity that several of the files tell of, "" in the name
// of a file that stands alone.
var label = regexp.MustCompile(`same(run|act)[A-Z]+`)

// The files that are labelled as of one run end as one, in every order of
// arrival.
func TestRealFilesOfOneRun(t *testing.T) {
	files := map[string][]string{}
	for _, path := range realFiles(t) {
		if name := label.FindString(filepath.Base(path)); name != "" {
			files[name] = append(files[name], path)
		}
	}
	if len(files) == 0 {
		t.Skip("the real files beside the repository are not there")
	}
	for name, paths := range files {
		t.Run(name, func(t *testing.T) {
			for order := range orders(paths) {
				h := newHouse(t)
				legs := 0
				for _, path := range order {
					receipts := h.ingest(item(filepath.Base(path), read(t, path)))
					if receipts[0].Run == nil {
						t.Fatalf("%s is %s: %s", path, receipts[0].Outcome, receipts[0].Reason)
					}
					legs = len(receipts)
				}
				runs, err := h.st.Runs(t.Context(), "me", store.Filter{AllSports: true})
				if err != nil {
					t.Fatal(err)
				}
				if len(runs) != legs {
					t.Errorf("in the order %v: %d runs, want %d", names(order), len(runs), legs)
				}
				for _, e := range runs {
					if e.Run.Doubt != "" && !strings.Contains(e.Run.Doubt, "sport") {
						t.Errorf("run %s is kept aside: %s", e.Run.ID, e.Run.Doubt)
					}
				}
			}
		})
	}
}

// orders yields every order of the paths.
func orders(paths []string) func(func([]string) bool) {
	return func(yield func([]string) bool) {
		var place func(done, left []string) bool
		place = func(done, left []string) bool {
			if len(left) == 0 {
				return yield(done)
			}
			for i, next := range left {
				if !place(append(slices.Clone(done), next), slices.Delete(slices.Clone(left), i, i+1)) {
					return false
				}
			}
			return true
		}
		place(nil, paths)
	}
}

func names(paths []string) []string {
	var all []string
	for _, path := range paths {
		all = append(all, filepath.Base(path))
	}
	return all
}

// realRecording is a recording with the file it is from.
type realRecording struct {
	analysis.Recording
	file string
}

func (r realRecording) String() string {
	distance := "unknown"
	if r.Run.DistanceM != nil {
		distance = fmt.Sprintf("%.0f m", *r.Run.DistanceM)
	}
	return fmt.Sprintf("%s#%d (%s %s %s)", r.file, r.Leg, r.Run.Start.Format(time.DateTime), r.Run.Sport, distance)
}

func realRecordings(t *testing.T) []realRecording {
	t.Helper()
	var recordings []realRecording
	seen := map[analysis.Sum]bool{}
	for _, path := range realFiles(t) {
		b := read(t, path)
		sum := analysis.SumOf(b)
		if seen[sum] {
			continue
		}
		seen[sum] = true
		for _, d := range all.Decoders() {
			if !d.Recognises(strings.ToLower(filepath.Base(path))) || d.Sniff(b) != nil {
				continue
			}
			decoded, err := d.Decode(b)
			if err != nil {
				continue
			}
			for leg, one := range decoded {
				run := one.Run
				run.Provenance, run.Format = analysis.WatchFile, d.Format()
				run = ingest.Measured(run, one.Track, configs.DefaultProtocol())
				_, run.Doubt = analysis.DoubtOf(run, now)
				recordings = append(recordings, realRecording{analysis.Recording{Original: sum, Leg: leg, Run: run}, filepath.Base(path)})
			}
		}
	}
	return recordings
}

// alike says whether two recordings are labelled as of one activity, or tell
// of the same start and distance, as copies and re-saved files do.
func alike(a, b realRecording) bool {
	if name := label.FindString(a.file); name != "" && name == label.FindString(b.file) {
		return true
	}
	if a.Run.Start.Sub(b.Run.Start).Abs() > time.Second || a.Run.DistanceM == nil || b.Run.DistanceM == nil {
		return false
	}
	return math.Abs(*a.Run.DistanceM-*b.Run.DistanceM) <= 0.01*max(*a.Run.DistanceM, *b.Run.DistanceM)
}

// Whatever the order, no two activities of all the real files are taken for
// one, and the runs are made of the same files.
func TestRealFilesStayApart(t *testing.T) {
	recordings := realRecordings(t)
	if len(recordings) < 20 {
		t.Fatalf("only %d recordings in the files of the FIT modules", len(recordings))
	}
	var want []string
	random := rand.New(rand.NewPCG(2026, 11))
	for range 20 {
		random.Shuffle(len(recordings), func(i, k int) { recordings[i], recordings[k] = recordings[k], recordings[i] })
		plain := make([]analysis.Recording, len(recordings))
		for i, r := range recordings {
			plain[i] = r.Recording
		}
		var got []string
		for _, run := range analysis.Link(plain) {
			var members []string
			for _, i := range run.Recordings {
				members = append(members, fmt.Sprint(recordings[i].Original, recordings[i].Leg))
				if lead := run.Recordings[0]; i != lead && !alike(recordings[lead], recordings[i]) {
					t.Errorf("taken for one run: %v and %v", recordings[lead], recordings[i])
				}
			}
			slices.Sort(members)
			got = append(got, strings.Join(members, " "))
		}
		slices.Sort(got)
		if want == nil {
			want = got
		}
		if !slices.Equal(got, want) {
			t.Fatal("another order makes other runs")
		}
	}
}
