package xmltrack

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"needled/analysis"
)

// leaves reads a document as "name=text" of every closed element that holds no
// other, and says how it ended.
func leaves(doc string) (got string, integrity analysis.Integrity, damage string) {
	r := NewReader([]byte(doc))
	var all []string
	last := Ended
	for {
		e := r.Next()
		if e == Ended {
			break
		}
		if e == Closed && last == Opened {
			all = append(all, fmt.Sprintf("%s=%s", r.Name(), r.Text()))
		}
		last = e
	}
	integrity, damage = r.Damage()
	return strings.Join(all, " "), integrity, damage
}

func TestReadsWhatAStrictParserRefuses(t *testing.T) {
	for name, c := range map[string]struct{ doc, want string }{
		"unbound prefix":          {`<a><x:b>1</x:b></a>`, "b=1"},
		"lines before the first":  {"\n \n<?xml version=\"1.0\"?><a><b>1</b></a>", "b=1"},
		"XML 1.1":                 {`<?xml version="1.1" encoding="UTF-8"?><a><b>1</b></a>`, "b=1"},
		"UTF-16 that is none":     {`<?xml version="1.0" encoding="UTF-16"?><a><b>1</b></a>`, "b=1"},
		"an encoding nobody has":  {`<?xml version="1.0" encoding="x-mine"?><a><b>1</b></a>`, "b=1"},
		"a byte order mark":       {"\xef\xbb\xbf<?xml version=\"1.0\"?><a><b>1</b></a>", "b=1"},
		"a lone ampersand":        {`<a><b>up & down</b></a>`, "b=up & down"},
		"an entity of nowhere":    {`<a><b>&nbsp;x</b></a>`, "b=&nbsp;x"},
		"a control character":     {"<a><b>x\x01\x00y</b></a>", "b=x  y"},
		"a reference to one":      {"<a><b>x&#1;&#x0;&#xFFFF;y&#65;</b></a>", "b=x???yA"},
		"a reference too large":   {"<a><b>x&#99999999999;y</b></a>", "b=x?y"},
		"an unfinished reference": {"<a><b>x&#12</b><c>&#", "b=x&#12"},
		"broken UTF-8":            {"<a><b>x\xff\xc3y</b></a>", "b=x??y"},
		"half a surrogate":        {"<a><b>x\xed\xa0\x80y</b></a>", "b=x???y"},
		"an attribute unquoted":   {`<a><b at=now>1</b></a>`, "b=1"},
		"CDATA":                   {`<a><b><![CDATA[1 < 2]]></b></a>`, "b=1 < 2"},
		"two documents":           {`<a><b>1</b></a><?xml version="1.0"?><a><b>2</b></a>`, "b=1 b=2"},
	} {
		if got, _, _ := leaves(c.doc); got != c.want {
			t.Errorf("%s: read %q, want %q", name, got, c.want)
		}
	}
}

func TestSaysHowTheDocumentEnded(t *testing.T) {
	for name, c := range map[string]struct {
		doc, want string
		integrity analysis.Integrity
		damage    string
	}{
		"sound":                  {"<a>\n<b>1</b>\n</a>\n", "b=1", analysis.Intact, ""},
		"cut between elements":   {"<a>\n<b>1</b>\n", "b=1", analysis.Truncated, "it breaks off in line 3"},
		"cut within a tag":       {"<a>\n<b>1</b>\n<c at=", "b=1", analysis.Truncated, "it breaks off in line 3"},
		"cut within a comment":   {"<a>\n<b>1</b>\n<!-- ", "b=1", analysis.Truncated, "it breaks off in line 3"},
		"no tag after <":         {"<a>\n<b>1</b>\n<<c>2</c></a>", "b=1", analysis.Partial, "it is no sound XML from line 3 on: expected element name after <"},
		"an end of nothing":      {"<a>\n<b>1</b></x>\n<c>2</c></a>", "b=1 c=2", analysis.Partial, "it ends an element <x> that does not begin there, in line 2"},
		"an end that is missing": {"<a><b>\n<c>1</c></a>", "c=1", analysis.Partial, "it ends an element <a> that does not begin there, in line 2"},
	} {
		got, integrity, damage := leaves(c.doc)
		if got != c.want || integrity != c.integrity || damage != c.damage {
			t.Errorf("%s: %q, %s, %q; want %q, %s, %q", name, got, integrity, damage, c.want, c.integrity, c.damage)
		}
	}
}

// An end that is missing is made up, so that whoever reads sees every element
// closed.
func TestEveryElementIsClosed(t *testing.T) {
	r := NewReader([]byte("<a><b><c><d></b><e/></a>"))
	var events []string
	for e := r.Next(); e != Ended; e = r.Next() {
		events = append(events, map[Event]string{Opened: "+", Closed: "-"}[e]+r.Name())
	}
	if got, want := strings.Join(events, ""), "+a+b+c+d-d-c-b+e-e-a"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestBoundsOfADocument(t *testing.T) {
	nested := func(n int) string { return strings.Repeat("<a>", n) + strings.Repeat("</a>", n) }
	mib := strings.Repeat("x", 1<<20)
	for name, c := range map[string]struct{ doc, damage string }{
		"100 deep":      {nested(100), ""},
		"101 deep":      {nested(101), "line 1 holds elements nested more than 100 deep"},
		"a short text":  {"<a>" + mib[:1<<20-1] + "</a>", ""},
		"a long text":   {"<a>" + mib + "</a>", "line 1 holds a single tag or text of more than 1 MiB"},
		"an attribute":  {`<a b="` + mib + `"/>`, "line 1 holds a single tag or text of more than 1 MiB"},
		"a comment":     {"<a><!--" + mib + "--></a>", "line 1 holds a single tag or text of more than 1 MiB"},
		"a name":        {"<" + mib + "/>", "line 1 holds a single tag or text of more than 1 MiB"},
		"a declaration": {"<!DOCTYPE a [" + mib + "]><a/>", "line 1 holds a single tag or text of more than 1 MiB"},
		"many texts":    {"<a>" + strings.Repeat("<!---->"+mib[:1<<19], 8) + "</a>", ""},
		"many elements": {"<a>" + strings.Repeat("<b/>", 1<<16) + "</a>", ""},
	} {
		if _, _, damage := leaves(c.doc); damage != c.damage {
			t.Errorf("%s: damage %q, want %q", name, damage, c.damage)
		}
	}
}

// Values are short: of a text of 4 MB, in pieces, 64 KiB are kept.
func TestTextIsBounded(t *testing.T) {
	r := NewReader([]byte("<a>" + strings.Repeat("<!---->"+strings.Repeat("x", 1<<19), 8) + "</a>"))
	for e := r.Next(); e != Closed; e = r.Next() {
	}
	if got := len(r.Text()); got != 64<<10 {
		t.Errorf("%d bytes of text", got)
	}
}

func TestEncodings(t *testing.T) {
	const doc = `<?xml version="1.0" encoding="%s"?><a><b>Läufe über 10 €</b></a>`
	encode := func(e encoding.Encoding, name string) string {
		s, err := e.NewEncoder().String(fmt.Sprintf(doc, name))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	const le, be = unicode.LittleEndian, unicode.BigEndian
	for name, c := range map[string]struct{ doc, want string }{
		"UTF-8":                       {fmt.Sprintf(doc, "UTF-8"), "b=Läufe über 10 €"},
		"UTF-8 with a mark":           {"\xef\xbb\xbf" + fmt.Sprintf(doc, "utf-8"), "b=Läufe über 10 €"},
		"UTF-16 with a mark":          {encode(unicode.UTF16(le, unicode.UseBOM), "UTF-16"), "b=Läufe über 10 €"},
		"UTF-16 big end with a mark":  {encode(unicode.UTF16(be, unicode.UseBOM), "UTF-16"), "b=Läufe über 10 €"},
		"UTF-16 without":              {encode(unicode.UTF16(le, unicode.IgnoreBOM), "UTF-16"), "b=Läufe über 10 €"},
		"UTF-16 big end without":      {encode(unicode.UTF16(be, unicode.IgnoreBOM), "UTF-16"), "b=Läufe über 10 €"},
		"windows-1252":                {encode(charmap.Windows1252, "windows-1252"), "b=Läufe über 10 €"},
		"ISO-8859-15":                 {encode(charmap.ISO8859_15, "ISO-8859-15"), "b=Läufe über 10 €"},
		"windows-1252 called Latin 1": {encode(charmap.Windows1252, "ISO-8859-1"), "b=Läufe über 10 €"},
		"windows-1252 called UTF-8":   {encode(charmap.Windows1252, "UTF-8"), "b=L?ufe ?ber 10 ?"},
	} {
		if got, _, damage := leaves(c.doc); got != c.want || damage != "" {
			t.Errorf("%s: read %q, %q; want %q", name, got, damage, c.want)
		}
	}
}

// A billion laughs: ten entities, each ten times the one before. None is
// expanded, and nothing is fetched.
func TestEntitiesAreNotExpanded(t *testing.T) {
	laughs := `<!DOCTYPE a [<!ENTITY l0 "ha">`
	for i := range 9 {
		laughs += fmt.Sprintf(`<!ENTITY l%d "%s">`, i+1, strings.Repeat(fmt.Sprintf("&l%d;", i), 10))
	}
	laughs += `]><a><b>&l9;</b></a>`
	if got, _, damage := leaves(laughs); got != "b=&l9;" || damage != "" {
		t.Errorf("read %.80q, %q", got, damage)
	}
	outside := `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a><b>&x;</b></a>`
	if got, _, _ := leaves(outside); got != "b=&x;" {
		t.Errorf("read %q", got)
	}
}

// What the cleaner does must not depend on where a read ends.
func TestCleaningByteForByte(t *testing.T) {
	doc := "<a>\x00ü\xff&#1;&#x41;&amp;&#\xed\xa0\x80\U0001F3C3\xef\xbf\xbe&#x10FFFF;&"
	want := "<a> ü??&#x41;&amp;&#???\U0001F3C3?&#x10FFFF;&"
	for name, r := range map[string]io.Reader{
		"at once":       strings.NewReader(doc),
		"byte for byte": iotest.OneByteReader(strings.NewReader(doc)),
		"halves":        iotest.HalfReader(strings.NewReader(doc)),
	} {
		got, err := io.ReadAll(transform.NewReader(r, cleaner{}))
		if err != nil || string(got) != want {
			t.Errorf("%s: %q, %v; want %q", name, got, err, want)
		}
	}
}
