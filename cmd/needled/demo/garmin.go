package demo

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strings"

	"github.com/tormoder/fit"
)

// garminPart is how many files lie in one of the archives within Garmin's.
const garminPart = 500

// Garmin writes an account export of Garmin as a zip file: zips within the
// zip, which hold the tracks and FIT files of other kinds, and lists beside.
func (e Export) Garmin(w io.Writer) (Contents, error) {
	p := e.packer(w)
	var part bytes.Buffer
	inner, parts, files := e.inner(&part), 0, 0
	flush := func() error {
		if err := inner.Close(); err != nil {
			return err
		}
		parts++
		name := fmt.Sprintf("DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part%d.zip", parts)
		if err := p.add(name, part.Bytes()); err != nil {
			return err
		}
		part.Reset()
		inner, files = e.inner(&part), 0
		return nil
	}
	settings, err := settingsFile()
	if err != nil {
		return Contents{}, err
	}
	others := 0
	c, err := e.tracks(func(t track) error {
		name := fmt.Sprintf("runner@example.org_%s", strings.TrimSuffix(t.name, ".gz"))
		if err := inner.add(name, t.content); err != nil {
			return err
		}
		if files++; t.id%3 == 0 {
			if err := inner.add(fmt.Sprintf("runner@example.org_%d.fit", t.id+1_000_000), settings); err != nil {
				return err
			}
			others++
		}
		if files >= garminPart {
			return flush()
		}
		return nil
	})
	if err == nil && files > 0 {
		err = flush()
	}
	if err != nil {
		return c, err
	}
	c.OtherFIT = others
	err = p.beside(&c,
		[2]string{"DI_CONNECT/DI-Connect-Fitness/runner_0_summarizedActivities.json", `[{"summarizedActivitiesExport":[]}]`},
		[2]string{"DI_CONNECT/DI-Connect-Wellness/2026-01-01_2026-04-11_sleepData.json", "[]"},
		[2]string{"customer_data/customer.json", "{}"},
	)
	if err != nil {
		return c, err
	}
	return c, p.Close()
}

// inner is an archive within the archive.
func (e Export) inner(w io.Writer) packer {
	p := e.packer(w)
	p.folder = ""
	return p
}

// settingsFile is a FIT file that is no activity's.
func settingsFile() ([]byte, error) {
	file, err := fit.NewFile(fit.FileTypeSettings, fit.NewHeader(fit.V20, true))
	if err != nil {
		return nil, err
	}
	file.FileId.Manufacturer = fit.ManufacturerDevelopment
	var b bytes.Buffer
	if err := fit.Encode(&b, file, binary.LittleEndian); err != nil {
		return nil, fmt.Errorf("encoding settings: %w", err)
	}
	return b.Bytes(), nil
}
