package configs

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestKeyLines(t *testing.T) {
	got, tooDeep := keyLines(`# 1
top = 1 # not.a.key = 2
a.b . "c.d" = 3

text = """
not = "a key"
[not-a-table]
""still inside"""""
'quoted' = 'no \ escape' # 9
"\u0061\tb" = "an \" escape" # 10

[table]
list = [ # 13
  "x = 1", [1,
  2], # y = 2
  { in = 1,
    out = { deep = 2 } }, # 17
]
time = 1979-05-27 07:32:00
raw = '''
[[no]]'''

[[ watch ]] # 23
path = "/a"
[watch.more] # 25
x = 1
[[watch]]
runner = "ada"
path = "/b" # 29
[[watch.under]]
y = 1
[[watch.under]]
y = 2
[last]`)
	want := map[string]int{
		"top": 2,
		"a":   3, "a.b": 3, `a.b."c.d"`: 3,
		"text":          5,
		"quoted":        9,
		"\"a\\tb\"":     10,
		"table":         12,
		"table.list":    13,
		"table.list[0]": 14, "table.list[1]": 14, "table.list[1][0]": 14, "table.list[1][1]": 15,
		"table.list[2]": 16, "table.list[2].in": 16,
		"table.list[2].out": 17, "table.list[2].out.deep": 17,
		"table.time": 19,
		"table.raw":  20,
		"watch":      23, "watch[0]": 23, "watch[0].path": 24,
		"watch[0].more": 25, "watch[0].more.x": 26,
		"watch[1]": 27, "watch[1].runner": 28, "watch[1].path": 29,
		"watch[1].under":      30,
		"watch[1].under[0]":   30,
		"watch[1].under[0].y": 31,
		"watch[1].under[1]":   32,
		"watch[1].under[1].y": 33,
		"last":                34,
	}
	if tooDeep > 0 {
		t.Errorf("line %d is too deep", tooDeep)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
}

// A settings file made on another system has other line ends and perhaps a
// byte order mark.
func TestLinesOfAFileFromElsewhere(t *testing.T) {
	_, err := ParseProtocol("x.toml", []byte("\ufeff[rest]\r\n\r\ntypical_flor_h = 3\r\n"))
	want := "x.toml:3: rest.typical_flor_h is not a number of the protocol; did you mean rest.typical_floor_h?"
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

func TestTextThatIsNoTextFile(t *testing.T) {
	for text, want := range map[string]string{
		"\xff\xfe[\x00a\x00]\x00":           "x.toml:1: the file is in UTF-16; save it as UTF-8",
		string(make([]byte, largestFile+1)): "x.toml: is larger than 256 KB; this can't be a settings or protocol file",
	} {
		if _, err := ParseProtocol("x.toml", []byte(text)); err == nil || err.Error() != want {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
	const deep = "x.toml:2: tables lie more than 32 deep within tables; this can't be a settings or protocol file"
	for _, text := range []string{
		"\na = " + strings.Repeat("[", 80_000),
		"\na = " + strings.Repeat("{ a = ", 40_000),
		"\n" + strings.Repeat("a.", 100_000) + "a = 1",
		"\n[" + strings.Repeat("a.", 100_000) + "a]",
	} {
		if _, err := ParseProtocol("x.toml", []byte(text)); err == nil || err.Error() != deep {
			t.Errorf("%.10s…: %v", text, err)
		}
	}
	if _, err := ParseProtocol("x.toml", make([]byte, 20)); err == nil {
		t.Error("zeros are accepted")
	}
}
