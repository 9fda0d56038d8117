package store

import (
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// packFrom is the size in bytes from which an original is kept packed: a long
// GPX or TCX shrinks to a tenth. Watch files are small and dense.
const packFrom = 1 << 20

// packedZstd is the packing of an original; "" is none.
const packedZstd = "zstd"

// pack is an original as it is kept.
func pack(b []byte) (kept []byte, packing string, err error) {
	if len(b) < packFrom {
		return b, "", nil
	}
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, "", err
	}
	defer encoder.Close()
	return encoder.EncodeAll(b, make([]byte, 0, len(b)/8)), packedZstd, nil
}

// unpack is the way back; size is that of the original.
func unpack(kept []byte, packing string, size int) ([]byte, error) {
	switch packing {
	case "":
		return kept, nil
	case packedZstd:
		decoder, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(uint64(size)+packFrom))
		if err != nil {
			return nil, err
		}
		defer decoder.Close()
		return decoder.DecodeAll(kept, make([]byte, 0, size))
	}
	return nil, fmt.Errorf("an original is kept with packing %q, which this program doesn't know; use a newer one", packing)
}
