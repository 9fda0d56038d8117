package configs

import _ "embed"

//go:embed needled.example.toml
var exampleTOML string

// ExampleSettings is a settings file with every key, explained, and commented
// out where it is the default: as it stands it changes nothing.
func ExampleSettings() string { return exampleTOML }
