package main

import (
	"runtime"
	"testing"
)

func TestASCIIFollowsTheLocale(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such locales")
	}
	for _, c := range []struct {
		env  []string
		want bool
	}{
		{nil, false},
		{[]string{"LANG=de_DE.UTF-8"}, false},
		{[]string{"LANG=C.utf8"}, false},
		{[]string{"LANG=C"}, true},
		{[]string{"LANG=de_DE.ISO-8859-1"}, true},
		{[]string{"LANG=de_DE.UTF-8", "LC_CTYPE=POSIX"}, true},
		{[]string{"LANG=C", "LC_CTYPE=POSIX", "LC_ALL=en_US.UTF-8"}, false},
		{[]string{"LANG=en_US.UTF-8", "LC_ALL="}, false},
	} {
		a := &app{machine: machine{env: c.env}}
		if got := a.ascii(); got != c.want {
			t.Errorf("%q: ASCII %v, want %v", c.env, got, c.want)
		}
	}
}
