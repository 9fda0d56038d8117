package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// described is the API's description as tests read it: an answer may hold
// nothing that isn't described.
var described = sync.OnceValues(func() (map[string]any, error) {
	read, err := jsonschema.UnmarshalJSON(bytes.NewReader(description))
	if err != nil {
		return nil, err
	}
	strict(read)
	return read.(map[string]any), nil
})

// strict forbids what isn't described in every object.
func strict(v any) {
	switch v := v.(type) {
	case map[string]any:
		_, has := v["properties"]
		if _, said := v["additionalProperties"]; has && !said {
			v["additionalProperties"] = false
		}
		for _, inner := range v {
			strict(inner)
		}
	case []any:
		for _, inner := range v {
			strict(inner)
		}
	}
}

// at finds a part of the description, through references.
func at(t testing.TB, doc map[string]any, keys ...string) (found any, pointer string) {
	t.Helper()
	found = doc
	for _, key := range keys {
		m, _ := found.(map[string]any)
		found, pointer = m[key], pointer+"/"+strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
		if m, ok := found.(map[string]any); ok {
			if to, ok := m["$ref"].(string); ok && strings.HasPrefix(to, "#/") {
				found, pointer = at(t, doc, strings.Split(to[2:], "/")...)
			}
		}
	}
	return found, pointer
}

// schemas are those of the description that were needed so far, by where they
// stand in it.
var schemas = sync.OnceValue(func() func(pointer string) (*jsonschema.Schema, error) {
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	doc, err := described()
	if err == nil {
		err = c.AddResource("http://needled.test/openapi.json", doc)
	}
	return func(pointer string) (*jsonschema.Schema, error) {
		if err != nil {
			return nil, err
		}
		return c.Compile("http://needled.test/openapi.json#" + pointer)
	}
})

// conforms holds a value against the schema at a place of the description.
func conforms(t testing.TB, pointer, text string) {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Errorf("no JSON: %v: %s", err, text)
		return
	}
	schema, err := schemas()(pointer)
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("not as described: %v\n%s", err, text)
	}
}

// described holds what was asked and answered against the description.
func (p program) described(r *http.Request, body string, a answer) {
	p.Helper()
	doc, err := described()
	p.must(err)
	if a.header.Get("Access-Control-Allow-Origin") != "" {
		p.Error("pages of other sites may read it")
	}
	kind, _, _ := mime.ParseMediaType(a.header.Get("Content-Type"))
	if a.status >= 400 && kind != "application/json" {
		p.Errorf("%s %s: an error in %q: %s", r.Method, r.URL.Path, kind, a.body)
	}
	path := pathOf(r)
	if path == "" { // there is no such address, or method
		conforms(p, "/components/schemas/Error", a.body)
		return
	}
	method := strings.ToLower(r.Method)
	found, _ := at(p, doc, "paths", path, method, "responses", itoa(a.status))
	response, ok := found.(map[string]any)
	if !ok {
		if a.status != http.StatusMisdirectedRequest {
			p.Errorf("%s %s: %d isn't described", method, path, a.status)
		}
		return
	}
	content, _ := response["content"].(map[string]any)
	switch _, ok := content[kind]; {
	case content == nil && a.body != "":
		p.Errorf("%s %s: %d is to have no body: %s", method, path, a.status, a.body)
	case content != nil && !ok:
		p.Errorf("%s %s: %d in %q isn't described", method, path, a.status, kind)
	}
	_, pointer := at(p, doc, "paths", path, method, "responses", itoa(a.status))
	pointer += "/content/" + strings.ReplaceAll(kind, "/", "~1") + "/schema"
	switch kind {
	case "application/json":
		conforms(p, pointer, a.body)
	case ndjson:
		for line := range strings.Lines(a.body) {
			conforms(p, pointer, line)
		}
	}
	if a.status >= 300 {
		return
	}
	if asked, pointer := at(p, doc, "paths", path, method, "requestBody", "content", "application/json", "schema"); asked != nil {
		conforms(p, pointer, body)
	}
	var known []string
	operation, _ := at(p, doc, "paths", path, method)
	parameters, _ := operation.(map[string]any)["parameters"].([]any)
	for _, ref := range parameters {
		name := strings.TrimPrefix(ref.(map[string]any)["$ref"].(string), "#/")
		parameter, _ := at(p, doc, strings.Split(name, "/")...)
		known = append(known, parameter.(map[string]any)["name"].(string))
	}
	for name := range r.URL.Query() {
		if !slices.Contains(known, name) {
			p.Errorf("%s %s: the parameter %s isn't described", method, path, name)
		}
	}
}

func itoa(n int) string { b, _ := json.Marshal(n); return string(b) }

// pathOf is the path of the route that answers a request, "" where none does.
func pathOf(r *http.Request) string {
	mux := http.NewServeMux()
	for _, to := range apiRoutes() {
		mux.HandleFunc(to.pattern, func(http.ResponseWriter, *http.Request) {})
	}
	_, pattern := mux.Handler(r)
	_, path, _ := strings.Cut(pattern, " ")
	return path
}

var inBraces = regexp.MustCompile(`\{(\w+)\}`)

// Every address of the API is described, and nothing else is.
func TestEveryAPIRouteIsDescribed(t *testing.T) {
	doc, err := described()
	if err != nil {
		t.Fatal(err)
	}
	known, ids := map[string]bool{}, map[string]bool{}
	for _, r := range apiRoutes() {
		method, path, _ := strings.Cut(r.pattern, " ")
		known[method+" "+path] = true
		found, _ := at(t, doc, "paths", path, strings.ToLower(method))
		operation, ok := found.(map[string]any)
		if !ok {
			t.Errorf("%s isn't described", r.pattern)
			continue
		}
		id, _ := operation["operationId"].(string)
		if id == "" || ids[id] {
			t.Errorf("%s: its operationId %q is none, or is another's too", r.pattern, id)
		}
		ids[id] = true
		var parameters string
		if list, ok := operation["parameters"].([]any); ok {
			for _, ref := range list {
				p, _ := at(t, doc, strings.Split(ref.(map[string]any)["$ref"].(string)[2:], "/")...)
				if p.(map[string]any)["in"] == "path" {
					parameters += "{" + p.(map[string]any)["name"].(string) + "}"
				}
			}
		}
		if want := strings.Join(inBraces.FindAllString(path, -1), ""); parameters != want {
			t.Errorf("%s: describes the parameters %q, want %q", r.pattern, parameters, want)
		}
		if _, open := operation["security"]; open != (r.who == anybody) {
			t.Errorf("%s: whether it takes a token is described wrongly", r.pattern)
		}
	}
	for path, item := range doc["paths"].(map[string]any) {
		for method := range item.(map[string]any) {
			if name := strings.ToUpper(method) + " " + path; !known[name] {
				t.Errorf("%s is described, and isn't there", name)
			}
		}
	}
}

// Every error has a code, and the description knows all of them.
func TestErrorCodesAreDescribed(t *testing.T) {
	doc, err := described()
	if err != nil {
		t.Fatal(err)
	}
	found, _ := at(t, doc, "components", "schemas", "ErrorText", "properties", "code", "enum")
	var codes []string
	for _, c := range found.([]any) {
		codes = append(codes, c.(string))
	}
	manual, err := os.ReadFile("../../docs/API.md")
	if err != nil {
		t.Fatal(err)
	}
	for status, code := range errorCodes {
		if !slices.Contains(codes, code) || !strings.Contains(string(manual), fmt.Sprintf("%d `%s`", status, code)) {
			t.Errorf("%d %s isn't in openapi.json, or not in docs/API.md", status, code)
		}
	}
	if len(codes) != len(errorCodes) {
		t.Errorf("described are %v, which are more than there are", codes)
	}
}

// Anybody may read what the API is.
func TestDescriptionIsServed(t *testing.T) {
	st := newStage(t)
	a := program{stage: st}.get("/api/v1/openapi.json").is(st, 200, `"openapi": "3.1.0"`)
	if kind := a.header.Get("Content-Type"); kind != "application/json" {
		t.Errorf("as %s", kind)
	}
}
