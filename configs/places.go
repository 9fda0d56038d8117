package configs

import (
	"path/filepath"
	"runtime"
	"strings"
)

// environment is a process's environment by name.
type environment map[string]string

// newEnvironment reads "NAME=value" strings as os.Environ gives them.
func newEnvironment(list []string) environment {
	env := environment{}
	for _, s := range list {
		if name, v, ok := strings.Cut(s, "="); ok {
			env[name] = v
		}
	}
	return env
}

// absolute is the path in a variable, "" where it is unset, or relative,
// which the XDG rules tell to ignore.
func (env environment) absolute(name string) string {
	if v := env[name]; filepath.IsAbs(v) {
		return v
	}
	return ""
}

func (env environment) home() string {
	if runtime.GOOS == "windows" {
		return env.absolute("USERPROFILE")
	}
	return env.absolute("HOME")
}

// under is a path below a folder, "" where the folder is unknown.
func under(folder string, parts ...string) string {
	if folder == "" {
		return ""
	}
	return filepath.Join(append([]string{folder}, parts...)...)
}

// settingsFiles lists where a settings file is looked for, in order.
func settingsFiles(goos string, env environment) []string {
	var user, system string
	switch goos {
	case "windows":
		user, system = env.absolute("APPDATA"), env.absolute("PROGRAMDATA")
	case "darwin":
		user, system = under(env.home(), "Library", "Application Support"), "/etc"
	default:
		user, system = under(env.home(), ".config"), "/etc"
	}
	if xdg := env.absolute("XDG_CONFIG_HOME"); xdg != "" {
		user = xdg
	}
	var files []string
	for _, folder := range []string{user, system} {
		if file := under(folder, "needled", "needled.toml"); file != "" {
			files = append(files, file)
		}
	}
	return files
}

// dataFolder is where things are kept unless told otherwise, "" where no home
// folder is known.
func dataFolder(goos string, env environment) string {
	if xdg := env.absolute("XDG_DATA_HOME"); xdg != "" {
		return under(xdg, "needled")
	}
	switch goos {
	case "windows":
		return under(env.absolute("LOCALAPPDATA"), "needled")
	case "darwin":
		return under(env.home(), "Library", "Application Support", "needled")
	}
	return under(env.home(), ".local", "share", "needled")
}
