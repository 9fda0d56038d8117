package fit

import "encoding/binary"

// crc16 is the checksum of FIT: CRC-16 with the reflected polynomial 0xA001,
// starting from 0. It takes eight bytes a step, since it must see every byte
// of every file.
func crc16(b []byte) uint16 {
	t, crc := &crcTables, uint16(0)
	for len(b) >= 8 {
		v := binary.LittleEndian.Uint64(b) ^ uint64(crc)
		crc = t[7][byte(v)] ^ t[6][byte(v>>8)] ^ t[5][byte(v>>16)] ^ t[4][byte(v>>24)] ^
			t[3][byte(v>>32)] ^ t[2][byte(v>>40)] ^ t[1][byte(v>>48)] ^ t[0][byte(v>>56)]
		b = b[8:]
	}
	for _, x := range b {
		crc = crc>>8 ^ t[0][byte(crc)^x]
	}
	return crc
}

// crcTables[k][x] is the checksum of byte x followed by k zero bytes.
var crcTables = func() (t [8][256]uint16) {
	for x := range t[0] {
		crc := uint16(x)
		for range 8 {
			low := crc & 1
			crc >>= 1
			if low == 1 {
				crc ^= 0xA001
			}
		}
		t[0][x] = crc
	}
	for k := 1; k < len(t); k++ {
		for x, crc := range t[k-1] {
			t[k][x] = crc>>8 ^ t[0][byte(crc)]
		}
	}
	return t
}()
