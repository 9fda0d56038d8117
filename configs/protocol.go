package configs

import (
	"cmp"
	_ "embed"
	"maps"
	"path/filepath"
	"strings"

	"needled/analysis"
)

//go:embed protocols/clinic.toml
var clinicTOML string

// DefaultProtocolText is the default protocol as a file, comments included,
// for a clinic to start from.
func DefaultProtocolText() string { return clinicTOML }

// DefaultProtocol is the protocol that needled comes with.
func DefaultProtocol() analysis.Protocol {
	p, err := parseProtocol("clinic.toml", []byte(clinicTOML), analysis.Protocol{})
	if err != nil {
		panic(err) // the file is part of the program, and tested
	}
	return p
}

// LoadProtocol reads a clinic's own protocol file. The error is an *Error.
func LoadProtocol(path string) (analysis.Protocol, error) {
	b, err := readFile(path)
	if err != nil {
		var ps problems
		ps.add(Origin{File: path}, "%s", cannotRead(err))
		return analysis.Protocol{}, ps.err()
	}
	return ParseProtocol(path, b)
}

// ParseProtocol reads a clinic's own protocol from b: what it doesn't give
// stays as in the default. Without a name of its own it is called after the
// file, and without a version its version is the default's with "+custom".
// The error is an *Error with every mistake in the file.
func ParseProtocol(name string, b []byte) (analysis.Protocol, error) {
	base := DefaultProtocol()
	base.Name = cmp.Or(strings.TrimSuffix(filepath.Base(name), filepath.Ext(name)), name)
	base.Version += "+custom"
	return parseProtocol(name, b, base)
}

// parseProtocol reads b over base.
func parseProtocol(name string, b []byte, base analysis.Protocol) (analysis.Protocol, error) {
	doc, err := parseDocument(name, b)
	if err != nil {
		return analysis.Protocol{}, err
	}
	r := protocolReader{
		document: doc,
		protocol: base,
		given:    map[analysis.Key]Origin{},
		wrong:    map[analysis.Key]bool{},
	}
	r.protocol.Numbers = maps.Clone(base.Numbers)
	if r.protocol.Numbers == nil {
		r.protocol.Numbers = map[analysis.Key]analysis.Number{}
	}
	for key, v := range doc.root {
		r.topLevel(key, v)
	}
	r.conflicts()
	if err := r.err(); err != nil {
		return analysis.Protocol{}, err
	}
	return r.protocol, nil
}
