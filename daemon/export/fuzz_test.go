package export_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"needled/analysis"
	"needled/configs"
	"needled/daemon/export"
)

const (
	tinyManifest = `{"needled_export":1,"runner":"me","members":[],"originals":[{"sha256":"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
"format":"fit","provenance":"watch_file","path":"a/b.fit.gz","member":"","recordings":[{"leg":0,"run":"x","sport":"running","sub_sport":"trail"}]}]}`
	tinyHistory = `{"runner":{"name":"me","experience":"new","hr_max":190,"birth_year":1990,"zone":"UTC","zone_in_force":"UTC"},
"treatments":[{"id":"t1","at":"2026-03-02","muscles":["calf"],"caps":{"distance.run_1_share":0.6}}],
"checkins":[{"id":"c1","kind":"after","at":"2026-03-02T10:00:00Z","pain":3}],
"rulings":[{"a":{"sha256":"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae","leg":0},"b":{"sha256":"fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9","leg":1},"same":true}],
"edits":[{"sha256":"fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9","leg":0,"sport":"walking","accepted":false,"doubt":""}]}`
)

// FuzzOpen fuzzes the bytes of the file.
func FuzzOpen(f *testing.F) {
	for _, history := range []string{tinyHistory, "{}"} {
		f.Add(packed(f, map[string][]byte{
			export.ManifestName: []byte(tinyManifest), export.HistoryName: []byte(history),
			"originals/2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae.fit": []byte("foo"),
		}))
	}
	f.Add([]byte("PK\x05\x06"))
	whole := packed(f, map[string][]byte{"needled-export.json": []byte(tinyManifest), "z.json": []byte("{}")})
	f.Add(whole[:bytes.Index(whole, []byte("PK\x01\x02"))])
	f.Fuzz(func(t *testing.T, b []byte) {
		if file, err := open(b); err == nil {
			read(t, file)
		}
	})
}

// FuzzContents fuzzes the two lists behind the zip's own checksums.
func FuzzContents(f *testing.F) {
	f.Add([]byte(tinyManifest), []byte(tinyHistory))
	f.Fuzz(func(t *testing.T, manifest, history []byte) {
		var m map[string]any
		if json.Unmarshal(manifest, &m) == nil && m != nil { // listed as it is, so that it is read
			m["members"] = []any{map[string]any{"name": export.HistoryName, "bytes": len(history), "sha256": analysis.SumOf(history).String()}}
			if b, err := json.Marshal(m); err == nil {
				manifest = b
			}
		}
		file, err := open(packed(t, map[string][]byte{export.ManifestName: manifest, export.HistoryName: history}))
		if err != nil {
			return
		}
		read(t, file)
	})
}

// read reads all of an export; what is taken must be fit to be kept.
func read(t *testing.T, file *export.File) {
	if kept, left, err := file.History("", configs.DefaultProtocol()); err == nil {
		for _, treatment := range kept.Treatments {
			if treatment.At.IsZero() || configs.DefaultProtocol().With(treatment.Caps).Conflicts() != nil {
				t.Errorf("taken: %+v", treatment)
			}
		}
		for _, why := range left {
			if why == "" {
				t.Error("left out without a reason")
			}
		}
	}
	for item := range file.Items("x.zip") {
		if item.Err != nil {
			continue
		}
		if strings.ContainsAny(item.Path+item.Member, "\x00\n\x1b") || item.Provenance == analysis.StravaAPI {
			t.Errorf("item %+v", item)
		}
		if r, err := item.Open(); err == nil {
			r.Close()
		} else if fmt.Sprint(err) == "" {
			t.Error("refused without a reason")
		}
	}
}
