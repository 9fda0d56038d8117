package export

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"strings"
	"time"

	"needled/analysis"
	"needled/daemon/store"
)

const readme = `What needled keeps of one runner.

needled-export.json  the list of all this, with the names the files came under
history.json       treatments, check-ins, the runner's settings, and what a person
                   said of runs
originals/         the activity files as they were given, named by their sha256
runs.csv           the runs, with their verdicts in short
verdicts.jsonl     the verdicts in full, one run a line
treatments.csv     the treatments, as a table
checkins.csv       the check-ins, as a table

  needled ingest THIS_FILE

takes all of it into an empty store, which then says the same as the one it
comes from. The activity files hold positions, if the watch recorded them.
What was fetched from Strava is not in here: it may not be passed on.
`

// Write writes an export of the runner. The same store gives the same bytes.
// program is the version of needled.
func Write(ctx context.Context, w io.Writer, st *store.Store, runner string, program string) (Manifest, error) {
	var m Manifest
	err := st.Lasting(ctx, runner, func(l *store.Lasting) (err error) {
		m, err = write(ctx, w, l, st.Protocol, program)
		return err
	})
	return m, err
}

func write(ctx context.Context, w io.Writer, l *store.Lasting, p analysis.Protocol, program string) (Manifest, error) {
	m := manifestOf(l, p, program)
	out := &writer{zip: zip.NewWriter(w)}
	// The manifest comes first, and what was entered next, so that a copy that
	// breaks off still tells what it is and holds that.
	parts := []part{
		{HistoryName, func(w io.Writer) error { return writeJSON(w, historyOf(l)) }},
		{readmeName, func(w io.Writer) error {
			_, err := io.WriteString(w, readme)
			return err
		}},
		{runsName, func(w io.Writer) error { return writeRuns(w, l) }},
		{treatmentsName, func(w io.Writer) error { return writeTreatments(w, l) }},
		{checkInsName, func(w io.Writer) error { return writeCheckIns(w, l) }},
		{verdictsName, func(w io.Writer) error { return writeVerdicts(w, l) }},
	}
	for _, p := range parts {
		listed, err := p.listed()
		if err != nil {
			return m, err
		}
		m.Members = append(m.Members, listed)
	}
	for _, o := range l.Originals {
		m.Members = append(m.Members, Member{memberOf(o), o.Size, o.Sum.String()})
	}
	out.add(ManifestName, func(w io.Writer) error { return writeJSON(w, m) })
	for _, p := range parts {
		out.add(p.name, p.content)
	}
	for _, o := range l.Originals {
		if err := ctx.Err(); err != nil {
			return m, err
		}
		out.add(memberOf(o), func(w io.Writer) error {
			b, err := l.Bytes(o.Sum)
			if err == nil {
				_, err = w.Write(b)
			}
			return err
		})
	}
	return m, out.close()
}

// part is a member that is no original.
type part struct {
	name    string
	content func(io.Writer) error
}

// listed is the part as the manifest lists it. It is written for that, and a
// second time for the export: both times give the same.
func (p part) listed() (Member, error) {
	counted := &summing{to: io.Discard, sum: sha256.New()}
	if err := p.content(counted); err != nil {
		return Member{}, fmt.Errorf("%s: %w", p.name, err)
	}
	return Member{p.name, counted.bytes, hex.EncodeToString(counted.sum.Sum(nil))}, nil
}

func manifestOf(l *store.Lasting, p analysis.Protocol, program string) Manifest {
	m := Manifest{
		Version: version, Program: program, Runner: l.Runner.Name,
		Protocol: Protocol{p.Name, p.Version, p.Fingerprint()},
		Counts: Counts{
			Originals: len(l.Originals), Runs: len(l.Runs), Treatments: len(l.Treatments), CheckIns: len(l.CheckIns),
			Words: len(l.Rulings) + len(l.Edits),
		},
		LeftOut:   LeftOut{Fetched: l.Fetched, Unreadable: l.Unreadable},
		Originals: []Original{},
	}
	for _, e := range l.Runs {
		if e.Verdict != nil {
			m.Counts.Verdicts++
		}
	}
	for _, o := range l.Originals {
		listed := Original{SHA256: o.Sum.String(), Format: o.Format, Provenance: o.Provenance, Path: o.Path, Member: o.Member}
		for _, leg := range o.Legs {
			r := Recording{Leg: leg.Leg, Run: leg.Run, Sport: leg.Sport, SubSport: leg.SubSport, SourceID: leg.SourceID}
			if leg.Integrity != analysis.Intact {
				r.Integrity = leg.Integrity
			}
			listed.Recordings = append(listed.Recordings, r)
		}
		m.Originals = append(m.Originals, listed)
	}
	return m
}

// memberOf is the name an original goes by in the export.
func memberOf(o store.KeptOriginal) string { return originalName(o.Sum.String(), o.Format) }

func originalName(sum, format string) string { return originalsDir + sum + "." + format }

// writer writes members.
type writer struct {
	zip *zip.Writer
	err error
}

// noTime is the time of every member, so that the same content gives the same
// bytes: the first that a zip file can tell.
var noTime = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

func (w *writer) add(name string, content func(io.Writer) error) {
	if w.err != nil {
		return
	}
	to, err := w.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: noTime})
	if err != nil {
		w.err = fmt.Errorf("%s: %w", name, err)
		return
	}
	if err := content(to); err != nil {
		w.err = fmt.Errorf("%s: %w", name, err)
	}
}

func (w *writer) close() error {
	if w.err != nil {
		return w.err
	}
	return w.zip.Close()
}

// summing takes the sum of what passes.
type summing struct {
	to    io.Writer
	sum   hash.Hash
	bytes int64
}

func (s *summing) Write(p []byte) (int, error) {
	n, err := s.to.Write(p)
	s.sum.Write(p[:n])
	s.bytes += int64(n)
	return n, err
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(v)
}

// plainFormat says whether a format can be the ending of a name.
func plainFormat(format string) bool {
	return format != "" && len(format) <= 10 && strings.Trim(format, "abcdefghijklmnopqrstuvwxyz0123456789") == ""
}
