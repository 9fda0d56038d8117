package web

import _ "embed"

// description says what the API is, for programs that read OpenAPI 3.1.
//
//go:embed openapi.json
var description []byte

func (v *visit) apiDescription() error {
	v.w.Header().Set("Content-Type", "application/json")
	v.w.Header().Set("Cache-Control", "public, max-age=3600")
	writeAll(v.w, description)
	return nil
}
