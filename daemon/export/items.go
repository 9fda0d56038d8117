package export

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"iter"
	"path"
	"regexp"
	"slices"
	"strings"

	"needled/analysis"
	"needled/ingest"
)

// Items yields the originals as they were given, in the order they arrived,
// and then whatever else lies in the file. fileName is the path of the export.
func (f *File) Items(fileName string) iter.Seq[ingest.Item] {
	return func(yield func(ingest.Item) bool) {
		listed := map[string]bool{}
		for _, o := range f.Manifest.Originals {
			listed[originalName(o.SHA256, o.Format)] = true
			if !yield(f.item(fileName, o)) {
				return
			}
		}
		var others []string
		for name := range f.members {
			if _, known := f.listed[name]; !known && !listed[name] && name != ManifestName && !strings.HasSuffix(name, "/") {
				others = append(others, name)
			}
		}
		slices.Sort(others)
		for _, name := range others {
			item := ingest.Item{Path: fileName, Member: name, Err: &ingest.IgnoredError{Reason: "the export doesn't list it"}}
			if !yield(item) {
				return
			}
		}
	}
}

// NameOf is the member that holds an original, "" where none does.
func (f *File) NameOf(sum analysis.Sum) string { return f.names[sum.String()] }

func (f *File) item(fileName string, o Original) ingest.Item {
	refused := func(format string, args ...any) ingest.Item {
		return ingest.Item{Path: fileName, Member: plainName(o.SHA256), Err: &ingest.FailedError{Reason: fmt.Sprintf(format, args...)}}
	}
	sum, ok := sumOf(o.SHA256)
	switch {
	case !ok:
		return refused("the export lists an original by what is no sha256")
	case !plainFormat(o.Format):
		return refused("the export lists an original of the format %q, which is none", o.Format)
	case o.Provenance != analysis.WatchFile && o.Provenance != analysis.RunnerExport:
		return refused("the export lists an original as %q, which may not be in one", o.Provenance)
	}
	m, holds := f.members[originalName(o.SHA256, o.Format)]
	switch {
	case !holds && f.Cut:
		return refused("the export breaks off before it; %s", copyAgain)
	case !holds:
		return refused("the export lists it, but doesn't hold it")
	}
	item := ingest.Item{
		Path: plainName(o.Path), Member: plainName(o.Member), Provenance: o.Provenance, Size: m.size,
		Open: func() (io.ReadCloser, error) {
			b, err := unpack(m, 1<<30) // ingest stops long before
			if err != nil {
				return nil, &ingest.FailedError{Reason: err.Error()}
			}
			if analysis.SumOf(b) != sum {
				return nil, &ingest.FailedError{Reason: "its content is not what the export says: the sha256 differs"}
			}
			return io.NopCloser(bytes.NewReader(b)), nil
		},
	}
	if item.Member != "" {
		item.Member = named(item.Member, o.Format)
	} else {
		item.Path = named(item.Path, o.Format)
	}
	item.Legs = legsOf(o)
	return item
}

// named is a name that says what format it is, which the decoder is chosen by.
// A .gz goes: originals are unpacked.
func named(name, format string) string {
	if ending := path.Ext(name); strings.EqualFold(ending, ".gz") {
		name = strings.TrimSuffix(name, ending)
	}
	if strings.EqualFold(path.Ext(name), "."+format) {
		return name
	}
	return name + "." + format
}

// legsOf is what was told of each activity of an original when it was taken
// in. What can't be so is left out: the bytes speak for themselves.
func legsOf(o Original) map[int]analysis.Told {
	legs := map[int]analysis.Told{}
	for _, r := range o.Recordings {
		t := analysis.Told{Provenance: o.Provenance, Sport: analysis.Sport(plainName(string(r.Sport))), SubSport: plainName(r.SubSport)}
		if sourceIDs.MatchString(r.SourceID) {
			t.SourceID = r.SourceID
		}
		if slices.Contains([]analysis.Integrity{analysis.BadCRC, analysis.Truncated, analysis.Partial}, r.Integrity) {
			t.Integrity = r.Integrity
		}
		legs[r.Leg] = t
	}
	return legs
}

// sourceIDs are a service and a number.
var sourceIDs = regexp.MustCompile(`^[a-z]{1,16}:[0-9]{1,32}$`)

func sumOf(text string) (sum analysis.Sum, ok bool) {
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != len(sum) || text != strings.ToLower(text) {
		return sum, false
	}
	return analysis.Sum(b), true
}

// plainName is a name from elsewhere without control characters, and of a
// bearable length. It is only ever shown.
func plainName(name string) string {
	name = strings.ToValidUTF8(name, "�")
	if len(name) > 1024 {
		name = strings.ToValidUTF8(name[len(name)-1024:], "")
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, name)
}
