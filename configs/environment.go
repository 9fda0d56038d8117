package configs

import (
	"maps"
	"slices"
	"strings"
)

const (
	variablePrefix = "NEEDLED_"
	// ConfigVariable names the settings file, as --config does.
	ConfigVariable = variablePrefix + "CONFIG"
)

// Variable is the environment variable of a settings key: NEEDLED_DATA,
// NEEDLED_STRAVA__CLIENT_ID.
func Variable(key string) string {
	return variablePrefix + strings.ToUpper(strings.ReplaceAll(key, ".", "__"))
}

// fromEnvironment takes every NEEDLED_ variable; one that means nothing is a
// mistake.
func (l *loader) fromEnvironment(others []string) []given {
	keys := map[string]string{}
	for _, k := range settingKeys() {
		keys[Variable(k)] = k
	}
	var layer []given
	for _, name := range slices.Sorted(maps.Keys(l.env)) {
		if !strings.HasPrefix(name, variablePrefix) || name == ConfigVariable || slices.Contains(others, name) {
			continue
		}
		at := Origin{Name: name}
		switch key, ok := keys[name]; {
		case ok:
			layer = append(layer, l.written(key, l.env[name], at))
		case strings.HasPrefix(name, variablePrefix+"WATCH"):
			l.add(at, "watched folders are given in a settings file, as [[watch]]")
		default:
			l.add(at, "is not a variable of needled%s", didYouMean(nearestVariable(name, keys, others)))
		}
	}
	return layer
}

// nearestVariable compares without the prefix, which all have in common.
func nearestVariable(name string, keys map[string]string, others []string) string {
	known := []string{strings.TrimPrefix(ConfigVariable, variablePrefix)}
	for _, v := range append(slices.Sorted(maps.Keys(keys)), others...) {
		known = append(known, strings.TrimPrefix(v, variablePrefix))
	}
	if nearest := fewestSlips(strings.TrimPrefix(name, variablePrefix), known); nearest != "" {
		return variablePrefix + nearest
	}
	return ""
}
