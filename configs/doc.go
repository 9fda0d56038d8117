// Package configs reads what people write down for needled: its settings
// (where things are kept, what is watched, how to reach Strava) and the
// clinic's protocol in numbers. Both are TOML, both are strict, and every
// mistake in a file is reported at once with its line and, for a misspelt
// word, the nearest valid one.
//
// Load gives the settings, by precedence flag, environment, file, default.
// DefaultProtocol, LoadProtocol and ParseProtocol give a protocol. What it
// leaves to others: opening anything the settings name, and telling people of
// an *Error (the command line ends with exit code 3 on one).
package configs
