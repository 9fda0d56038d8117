//go:build unix

package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"needled/cmd/needled/demo"
	"needled/daemon/web/webtest"
)

func TestMain(m *testing.M) {
	testscript.Main(withBrowser{m}, map[string]func(){"needled": main})
}

// withBrowser closes the browser that tests shared.
type withBrowser struct{ *testing.M }

func (m withBrowser) Run() int { return webtest.Main(m.M) }

// TestScripts runs the sessions of testdata/script: what a person types, and
// what must come back.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, "config"))
			env.Setenv("XDG_DATA_HOME", filepath.Join(env.WorkDir, "share"))
			env.Setenv("TZ", "Europe/Berlin")
			return setScene(env)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			// watch DIR writes the demo's ten weeks of files, up to 1 October
			// 2026, as a watch would.
			"watch": func(ts *testscript.TestScript, _ bool, args []string) {
				zone, err := time.LoadLocation("Europe/Berlin")
				ts.Check(err)
				_, err = demo.Write(ts.MkAbs(args[0]), time.Date(2026, 10, 1, 12, 0, 0, 0, zone), zone)
				ts.Check(err)
			},
			"fit":      writeFIT,
			"extract":  extractZip,
			"spoil":    spoilZip,
			"settings": writeSettings,
			"strava":   atStrava,
			"ago":      sinceNow,
			"logged":   logged,
			"connect":  connects,
			// cut FILE COUNT cuts a file to its first COUNT bytes.
			"cut": func(ts *testscript.TestScript, _ bool, args []string) {
				var n int64
				for _, c := range args[1] {
					n = n*10 + int64(c-'0')
				}
				ts.Check(os.Truncate(ts.MkAbs(args[0]), n))
			},
		},
	})
}
