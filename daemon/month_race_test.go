//go:build race

package daemon

// raced makes months rare: the race detector takes twenty times as long.
const raced = true
