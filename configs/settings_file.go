package configs

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// fromFile reads the settings file: the one named, which must be there, or
// the first that is found in the usual places.
func (l *loader) fromFile(named string) []given {
	at := Origin{Name: "--config"}
	if named == "" && l.env[ConfigVariable] != "" {
		named, at.Name = l.env[ConfigVariable], ConfigVariable
	}
	if named != "" {
		path, err := place{env: l.env}.path(named)
		if err != nil {
			l.add(at, "%s", err)
			return nil
		}
		b, err := readFile(path)
		if err != nil {
			l.add(at, "%s: %s", path, cannotRead(err))
			return nil
		}
		return l.parseFile(path, b)
	}
	for _, path := range settingsFiles(runtime.GOOS, l.env) {
		b, err := readFile(path)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			l.add(Origin{File: path}, "%s", cannotRead(err))
			return nil
		}
		return l.parseFile(path, b)
	}
	return nil
}

// parseFile reads the text of a settings file.
func (l *loader) parseFile(path string, b []byte) []given {
	l.config.File = path
	doc, err := parseDocument(path, b)
	if e, ok := errors.AsType[*Error](err); ok {
		l.problems = append(l.problems, e.Problems...)
		return nil
	}
	f := fileReader{doc, l, nil}
	for key, v := range doc.root {
		f.topLevel(key, v)
	}
	return f.layer
}

type fileReader struct {
	document
	*loader
	layer []given
}

func (f *fileReader) topLevel(key string, v any) {
	path := join("", key)
	_, known := settingTables()[key]
	table, isTable := v.(map[string]any)
	switch {
	case key == "watch":
		f.watch(v)
	case known && isTable:
		for name, v := range table {
			f.value(join(key, name), v)
		}
	case known:
		f.add(f.at(path), "%s must be a table, headed [%s], not %s", key, key, kind(v))
	case isTable:
		f.add(f.at(path), "[%s] is not a table of the settings%s", path, didYouMean(brackets(fewestSlips(path, tableNames()))))
	default:
		f.value(path, v)
	}
}

func (f *fileReader) value(path string, v any) {
	s, file, ok := settingOf(path)
	if !ok {
		f.add(f.at(path), "%s is not a setting%s", path, didYouMean(nearestKey(path, settingKeys())))
		return
	}
	var values []string
	switch v := v.(type) {
	case string:
		if s.setAll == nil || file {
			values = []string{v}
		}
	case int64:
		if s.numeric {
			values = []string{fmt.Sprint(v)}
		}
	case []any:
		if s.setAll != nil && !file {
			values = texts(v)
		}
	}
	wanted, found := "a text in quotes", ", not "+kind(v)
	if s.setAll != nil && !file {
		wanted = `a list of texts: ["…", "…"]`
	}
	if s.numeric {
		wanted = "a whole number or a text in quotes"
	}
	if s.secret {
		found = "" // the value may be the secret
	}
	if values == nil {
		f.add(f.at(path), "%s must be %s%s", path, wanted, found)
		return
	}
	f.layer = append(f.layer, given{path, values, f.at(path), filepath.Dir(f.name)})
}

// texts is the list as strings, nil when it holds anything else.
func texts(list []any) []string {
	values := make([]string, len(list))
	for i, v := range list {
		s, ok := v.(string)
		if !ok {
			return nil
		}
		values[i] = s
	}
	return values
}

// watch reads the [[watch]] tables.
func (f *fileReader) watch(v any) {
	entries, ok := tables(v)
	if !ok {
		f.add(f.at("watch"), "watch is a list of tables; head each with [[watch]], in two brackets")
		return
	}
	lines := map[string]int{}
	for i, table := range entries {
		path := index("watch", i)
		w, ok := f.watched(path, table)
		if !ok {
			continue
		}
		if line, twice := lines[w.Path]; twice {
			f.add(f.at(path), "%s is watched already, by line %d", w.Path, line)
			continue
		}
		lines[w.Path] = f.at(path).Line
		f.config.Watch = append(f.config.Watch, w)
	}
}

func (f *fileReader) watched(path string, table map[string]any) (w Watch, ok bool) {
	before := len(f.problems)
	w.Runner = "me"
	for key, v := range table {
		at := f.at(join(path, key))
		text, isText := v.(string)
		switch {
		case key != "path" && key != "runner":
			f.add(at, "%s is not a setting of [[watch]]%s", join("", key), didYouMean(Nearest(key, []string{"path", "runner"})))
		case !isText:
			f.add(at, "%s must be a text in quotes, not %s", key, kind(v))
		case key == "path":
			w.Path = text
		case text != "":
			w.Runner = text
		}
	}
	if len(f.problems) > before {
		return w, false
	}
	if w.Path == "" {
		f.add(f.at(path), `this [[watch]] names no folder; add path = "…"`)
		return w, false
	}
	var err error
	if w.Path, err = (place{filepath.Dir(f.name), f.env}).path(w.Path); err == nil {
		_, err = filepath.Match(w.Path, "")
	}
	if err != nil {
		f.add(f.at(join(path, "path")), "%q is not a path or a pattern: %s", table["path"], err)
	}
	return w, err == nil
}
