package xmltrack

import "testing"

func TestSaysWhatAFileIsInstead(t *testing.T) {
	for doc, want := range map[string]string{
		`<gpx/>`: "",
		"\xef\xbb\xbf <?xml version='1.0'?><GPX>":             "",
		`<g:gpx xmlns:g="http://www.topografix.com/GPX/1/1">`: "",
		"":             "the file is empty",
		"\x00\x00\x00": "the file holds nothing but zeros, as an interrupted copy can leave it; copy it again",
		"\x0e\x10\x64\x00\x10\x00\x00\x00.FIT\x00\x00": "not a GPX file: it is a FIT file; give it a name that ends in .fit",
		"PK\x03\x04rest":           "not a GPX file: it is a ZIP archive; give it a name that ends in .zip",
		"\x1f\x8brest":             "not a GPX file: it is compressed with gzip; give it a name that ends in .gz",
		"<!DOCTYPE html><html>":    "not a GPX file: it is a web page, perhaps an error that was saved instead of the download",
		"<TrainingCenterDatabase>": "not a GPX file: it is a TCX activity; give it a name that ends in .tcx",
		"<bad>Clearly</bad>":       "not a GPX file: it is XML that begins with <bad>",
		"lat,lon\n45,5\n":          "not a GPX file: it is no XML",
		`{"lat":45}`:               "not a GPX file: it is no XML",
		"<gp":                      "it can't be read as GPX: it breaks off in line 1",
	} {
		if got := Instead([]byte(doc), "gpx", "GPX"); got != want {
			t.Errorf("%.40q: %q, want %q", doc, got, want)
		}
	}
}
