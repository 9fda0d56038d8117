package fit

import (
	"math/rand/v2"
	"testing"

	"github.com/tormoder/fit/dyncrc16"
)

func TestCRC16IsThatOfFIT(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 100 {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		if got, want := crc16(b), dyncrc16.Checksum(b); got != want {
			t.Errorf("crc16 of %d bytes is %#04x, want %#04x", n, got, want)
		}
	}
}
