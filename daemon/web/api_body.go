package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// fields says which fields of a body were given.
type fields map[string]json.RawMessage

func (f fields) has(name string) bool { _, ok := f[name]; return ok }

// body reads the body, a JSON object, into a struct. A field that the struct
// doesn't have, or of another type, is refused by its name; null leaves a
// pointer nil.
func (v *visit) body(into any) (fields, error) {
	kind, _, err := mime.ParseMediaType(v.r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return nil, errMediaType
	}
	text, err := io.ReadAll(v.r.Body)
	if err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return nil, err
		}
		return nil, bad("the body ended too early")
	}
	var given fields
	if err := json.Unmarshal(text, &given); err != nil || given == nil {
		return nil, bad("the body is no JSON object%s", whereIn(text, err))
	}
	if !utf8.Valid(text) {
		return nil, bad("the body isn't in UTF-8")
	}
	to := reflect.ValueOf(into).Elem()
	places, names := map[string]reflect.Value{}, []string{}
	for i := range to.NumField() {
		name, _, _ := strings.Cut(to.Type().Field(i).Tag.Get("json"), ",")
		places[name], names = to.Field(i), append(names, name)
	}
	for name, value := range given {
		place, ok := places[name]
		if !ok {
			return nil, bad("there is no field %.40q%s", name, instead(name, names))
		}
		if bytes.Equal(value, []byte("null")) {
			continue
		}
		if err := json.Unmarshal(value, place.Addr().Interface()); err != nil {
			return nil, bad("%s is to be %s", name, typeWords(place.Type()))
		}
	}
	return given, nil
}

// whereIn says in which line JSON stops being JSON.
func whereIn(text []byte, err error) string {
	wrong, ok := errors.AsType[*json.SyntaxError](err)
	if !ok {
		return ""
	}
	before := text[:min(int(wrong.Offset), len(text))]
	return "; it stops being JSON in line " + strconv.Itoa(1+bytes.Count(before, []byte("\n")))
}

// typeWords names what a field is to hold.
func typeWords(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return typeWords(t.Elem()) + ", or null"
	case reflect.Bool:
		return "true or false"
	case reflect.Int:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	case reflect.Slice:
		return "a list of texts"
	case reflect.Map:
		return "an object of numbers"
	}
	return "a text"
}

// noteText is a note as it is kept, of at most so many characters, or what is
// wrong with it.
func noteText(text string, most int) (string, error) {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	switch {
	case utf8.RuneCountInString(text) > most:
		return "", impossible("note has more than %d characters; shorten it", most)
	case strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f }):
		return "", impossible("note holds characters that can't be kept")
	}
	return text, nil
}
