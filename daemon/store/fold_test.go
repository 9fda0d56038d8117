package store

import "testing"

func TestFold(t *testing.T) {
	for name, want := range map[string]string{
		"Ștefănescu": "stefanescu", "Łukasz": "lukasz", "Nguyễn": "nguyen", "Zoë Ärmel": "zoe armel",
		"Đorđe Ødegård": "dorde odegard", "STRAẞE": "strasse", "İpek Işık": "ipek isik", "佐藤": "佐藤", "": "", "a\x00b\xffc": "abc",
	} {
		if got := fold(name); got != want {
			t.Errorf("%q is searched as %q, want %q", name, got, want)
		}
	}
	if fold("Zoe\u0308") != fold("Zo\u00eb") {
		t.Error("a letter and its accent apart are another name")
	}
}
