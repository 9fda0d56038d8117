package configs

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

// seeds are all fixtures and what comes with needled.
func seeds(f *testing.F) {
	files, err := filepath.Glob("testdata/*/*.toml")
	if err != nil || len(files) == 0 {
		f.Fatal("no fixtures", err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte(DefaultProtocolText()))
	f.Add([]byte(ExampleSettings()))
}

// Whatever the bytes, a protocol comes out whole and sound, or an *Error.
func FuzzParseProtocol(f *testing.F) {
	seeds(f)
	keys := len(DefaultProtocol().Numbers)
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := ParseProtocol("fuzz.toml", b)
		if err != nil {
			if e, ok := errors.AsType[*Error](err); !ok || len(e.Problems) == 0 {
				t.Fatalf("%T: %v", err, err)
			}
			return
		}
		if len(p.Numbers) != keys || len(p.Conflicts()) > 0 || p.Name == "" || p.Version == "" {
			t.Fatalf("accepted, but unsound: %v", p)
		}
	})
}

// Whatever the bytes, settings come out, or an *Error with lines of the file.
func FuzzSettings(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		l := loader{env: environment{"HOME": "/home/ada", "TZ": "UTC"}, config: defaults(), given: map[string]given{}}
		l.overlay(l.parseFile("/fuzz/needled.toml", b))
		for _, s := range settings() {
			// Nothing outside is read here: what a file may name can be a
			// device.
			if g, ok := l.given[s.key]; ok && !strings.HasSuffix(g.key, "file") {
				l.apply(s, g)
			}
		}
		last := strings.Count(string(b), "\n") + 1
		for _, p := range l.problems {
			if p.Line > last || p.Line < 1 && len(b) <= largestFile {
				t.Fatalf("line %d of %d: %s", p.Line, last, p)
			}
		}
	})
}

// Every key of a file that the parser accepts has a line.
func FuzzKeyLines(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		text := string(b)
		found, tooDeep := keyLines(text)
		root := map[string]any{}
		if tooDeep > 0 || byteOrderMark(text) {
			return
		}
		if _, err := toml.Decode(text, &root); err != nil {
			return
		}
		inTable(t, text, "", root, found)
	})
}

// byteOrderMark says whether the parser would skip the first bytes of text.
func byteOrderMark(text string) bool {
	return slices.ContainsFunc([]string{"\ufeff", "\xfe\xff", "\xff\xfe"}, func(mark string) bool { return strings.HasPrefix(text, mark) })
}

func inTable(t *testing.T, text, path string, table map[string]any, found map[string]int) {
	for key, v := range table {
		inValue(t, text, join(path, key), v, found)
	}
}

func inValue(t *testing.T, text, path string, v any, found map[string]int) {
	if found[path] < 1 || found[path] > strings.Count(text, "\n")+1 {
		t.Fatalf("%s has the line %d in %q", path, found[path], text)
	}
	switch v := v.(type) {
	case map[string]any:
		inTable(t, text, path, v, found)
	case []map[string]any:
		for i, table := range v {
			inTable(t, text, index(path, i), table, found)
		}
	case []any:
		for i, item := range v {
			inValue(t, text, index(path, i), item, found)
		}
	}
}
