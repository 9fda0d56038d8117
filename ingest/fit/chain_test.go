package fit

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	tfit "github.com/tormoder/fit"

	"needled/analysis"
)

func TestIntegrity(t *testing.T) {
	whole := tenMinutes().bytes()
	edit := func(f func(b []byte) []byte) []byte { return f(slices.Clone(whole)) }
	resum := func(b []byte) []byte {
		binary.LittleEndian.PutUint16(b[len(b)-2:], crc16(b[:len(b)-2]))
		return b
	}
	tests := []struct {
		name string
		file []byte
		want analysis.Integrity
		note string
	}{
		{"whole", whole, analysis.Intact, ""},
		{"header of 12 bytes", edit(func(b []byte) []byte {
			b = slices.Delete(b, 12, 14)
			b[0] = 12
			return resum(b)
		}), analysis.Intact, ""},
		{"no checksum in the header", edit(func(b []byte) []byte {
			b[12], b[13] = 0, 0
			return resum(b)
		}), analysis.Intact, ""},
		{"wrong checksum in the header", edit(func(b []byte) []byte {
			b[12]++
			return resum(b)
		}), analysis.BadCRC, "checksum does not match"},
		{"a byte changed", edit(func(b []byte) []byte {
			b[33] ^= 1 // the product
			return b
		}), analysis.BadCRC, "checksum does not match"},
		{"the last byte missing", edit(func(b []byte) []byte {
			return b[:len(b)-1]
		}), analysis.Truncated, "cut off"},
		{"never closed", edit(func(b []byte) []byte {
			copy(b[4:8], "\x00\x00\x00\x00")
			return b[:len(b)-2]
		}), analysis.Truncated, "never closed"},
		{"what follows a message is none", edit(func(b []byte) []byte {
			b = append(b[:len(b)-2], 0x0F, 0, 0) // a local type without definition
			binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-16))
			b[12], b[13] = 0, 0
			return resum(b)
		}), analysis.Partial, "only up to byte"},
		{"bytes behind it", append(slices.Clone(whole), "hello"...), analysis.Intact, "last 5 bytes"},
		{"zeros behind it", append(slices.Clone(whole), 0, 0, 0, 0), analysis.Intact, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			run := one(t, tt.file).Run
			equal(t, "integrity", run.Integrity, tt.want)
			equal(t, "distance", run.DistanceM, 1800)
			if !strings.Contains(run.Note, tt.note) || tt.note == "" && run.Note != "" {
				t.Errorf("note is %q, want %q in it", run.Note, tt.note)
			}
		})
	}
}

func TestChainedFiles(t *testing.T) {
	run := tenMinutes().bytes()
	var settings, heartRate, empty messages
	settings.fileID(tfit.FileTypeSettings)
	heartRate.define(0, 132, field{9, 1, baseUint8}) // hr messages, no file_id
	heartRate.data(0, byte(120))
	empty.fileID(tfit.FileTypeActivity)

	t.Run("settings before and behind", func(t *testing.T) {
		one(t, slices.Concat(settings.bytes(), run, settings.bytes()))
	})
	t.Run("heart rate of a swim behind", func(t *testing.T) {
		equal(t, "note", one(t, slices.Concat(run, heartRate.bytes())).Run.Note, "")
	})
	t.Run("two activities", func(t *testing.T) {
		decoded(t, slices.Concat(run, run), 2)
	})
	t.Run("the second is damaged", func(t *testing.T) {
		damaged := slices.Clone(run)
		damaged[len(damaged)-1]++
		all := decoded(t, slices.Concat(run, damaged), 2)
		equal(t, "the first's integrity", all[0].Run.Integrity, analysis.Intact)
		equal(t, "the second's integrity", all[1].Run.Integrity, analysis.BadCRC)
	})
	t.Run("one is empty", func(t *testing.T) {
		for _, chain := range [][]byte{slices.Concat(run, empty.bytes()), slices.Concat(empty.bytes(), run)} {
			if note := one(t, chain).Run.Note; !strings.Contains(note, "another activity") {
				t.Errorf("note is %q, want it to say that another activity could not be read", note)
			}
		}
	})
}
