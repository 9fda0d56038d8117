package configs

import (
	"fmt"
	"os"
	"strings"
	"time"
	_ "time/tzdata" // zones are known on machines without zone files
)

// zone finds a time zone by its name; "Local" is the machine's.
func zone(name string, env environment) (*time.Location, error) {
	if name == "Local" {
		return systemZone(env), nil
	}
	z, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf(`%q is not a known time zone; write Area/City as in "Europe/Berlin" or "America/New_York"`, name)
	}
	return z, nil
}

// LocalZone is this machine's zone, from an environment as os.Environ gives it.
func LocalZone(env []string) *time.Location { return systemZone(newEnvironment(env)) }

// systemZone is the machine's zone, by its name where that can be found: a
// zone that is only called "Local" means another thing on another machine.
func systemZone(env environment) *time.Location {
	if name, ok := env["TZ"]; ok {
		if z, err := time.LoadLocation(strings.TrimPrefix(name, ":")); err == nil {
			return z
		}
		return time.Local
	}
	target, err := os.Readlink("/etc/localtime")
	if err != nil {
		return time.Local
	}
	_, name, ok := strings.Cut(target, "zoneinfo/")
	if !ok {
		return time.Local
	}
	z, err := time.LoadLocation(name)
	if err != nil {
		return time.Local
	}
	return z
}
