package store

import (
	"bytes"
	"testing"
)

func TestOriginalsComeBackAsTheyWere(t *testing.T) {
	for _, size := range []int{0, 1, packFrom - 1, packFrom, packFrom + 1, 5 << 20} {
		b := bytes.Repeat([]byte("<trkpt lat=\"54.0\" lon=\"8.0\"/>"), size/28+1)[:size]
		kept, packing, err := pack(b)
		if err != nil {
			t.Fatal(err)
		}
		if (packing != "") != (size >= packFrom) {
			t.Errorf("%d bytes are kept with packing %q", size, packing)
		}
		if packing != "" && len(kept) > size/10 {
			t.Errorf("%d bytes of XML pack to %d", size, len(kept))
		}
		back, err := unpack(kept, packing, size)
		if err != nil || !bytes.Equal(back, b) {
			t.Errorf("%d bytes came back as %d (%v)", size, len(back), err)
		}
	}
	if _, err := unpack(nil, "lzw", 0); err == nil {
		t.Error("an unknown packing was unpacked")
	}
}
