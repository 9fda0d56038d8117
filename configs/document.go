package configs

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
)

// largestFile, in bytes, is far above any settings or protocol file.
const largestFile = 256 << 10

// document is a TOML file with the lines of its keys.
type document struct {
	name  string // of the file, as people know it
	root  map[string]any
	lines map[string]int
}

// parseDocument returns an *Error when b is not TOML. Where the syntax is
// wrong the parser ends, so that this is the one problem reported alone.
func parseDocument(name string, b []byte) (document, error) {
	var ps problems
	if len(b) > largestFile {
		ps.add(Origin{File: name}, "is larger than %d KB; this can't be a settings or protocol file", largestFile>>10)
		return document{}, ps.err()
	}
	text := strings.TrimPrefix(string(b), "\ufeff")
	if strings.HasPrefix(text, "\xff\xfe") || strings.HasPrefix(text, "\xfe\xff") {
		ps.add(Origin{File: name, Line: 1}, "the file is in UTF-16; save it as UTF-8")
		return document{}, ps.err()
	}
	lines, tooDeep := keyLines(text)
	if tooDeep > 0 {
		ps.add(Origin{File: name, Line: tooDeep}, "tables lie more than %d deep within tables; this can't be a settings or protocol file", deepest)
		return document{}, ps.err()
	}
	root := map[string]any{}
	if _, err := toml.Decode(text, &root); err != nil {
		line, why := notTOML(err, text, lines)
		ps.add(Origin{File: name, Line: line}, "not TOML: %s", why)
		return document{}, ps.err()
	}
	return document{name, root, lines}, nil
}

func (d document) at(path string) Origin { return Origin{File: d.name, Line: d.lines[path]} }

// mayHoldSecret says whether the parser's words on this key or line might
// repeat a secret.
func mayHoldSecret(s string) bool {
	return slices.ContainsFunc(settings(), func(known setting) bool {
		return known.secret && strings.Contains(s, known.key[strings.LastIndexByte(known.key, '.')+1:])
	})
}

func lineOf(text string, n int) string {
	lines := strings.Split(text, "\n")
	if n < 1 || n > len(lines) {
		return ""
	}
	return lines[n-1]
}

// readFile reads no more than a settings file can hold, so that a device or a
// video given by mistake does no harm.
func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, largestFile+1))
}

// cannotRead says why a file can't be read without repeating its name.
func cannotRead(err error) string {
	if path, ok := errors.AsType[*os.PathError](err); ok {
		err = path.Err
	}
	if errors.Is(err, os.ErrNotExist) {
		return "there is no such file"
	}
	return "can't be read: " + err.Error()
}

// tables is the list of tables in v, whether written as [[watch]] or inline.
func tables(v any) ([]map[string]any, bool) {
	switch v := v.(type) {
	case []map[string]any:
		return v, true
	case []any:
		list := make([]map[string]any, len(v))
		for i := range v {
			t, ok := v[i].(map[string]any)
			if !ok {
				return nil, false
			}
			list[i] = t
		}
		return list, true
	}
	return nil, false
}

// kind names the type of a TOML value for a person.
func kind(v any) string {
	switch v := v.(type) {
	case string:
		return strconv.Quote(v)
	case int64, float64:
		return fmt.Sprintf("the number %v", v)
	case bool:
		return fmt.Sprint(v)
	case time.Time:
		return "a date"
	case []any, []map[string]any:
		return "a list"
	}
	return "a table"
}

// didYouMean ends a sentence about an unknown word.
func didYouMean(nearest string) string {
	if nearest == "" {
		return ""
	}
	return "; did you mean " + nearest + "?"
}

// brackets writes a table as its head, "[rest]".
func brackets(table string) string {
	if table == "" {
		return ""
	}
	return "[" + table + "]"
}

// nearestKey is the dotted key that was meant by another: one of the same
// name in another table, else one with few slips.
func nearestKey(key string, keys []string) string {
	name := key[strings.LastIndexByte(key, '.')+1:]
	for _, k := range keys {
		if k[strings.LastIndexByte(k, '.')+1:] == name {
			return k
		}
	}
	return fewestSlips(key, keys)
}
