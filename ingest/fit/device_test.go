package fit

import (
	"testing"

	tfit "github.com/tormoder/fit"
)

func TestDeviceNames(t *testing.T) {
	garmin := tfit.ManufacturerGarmin
	tests := []struct {
		maker   tfit.Manufacturer
		product uint16
		model   string
		want    string
	}{
		{garmin, 3113, "", "Garmin Forerunner 945"},
		{garmin, 2158, "", "Garmin Forerunner 735XT"},
		{garmin, 3077, "", "Garmin Forerunner 245 Music"},
		{garmin, 3652, "", "Garmin Forerunner 945 LTE"},
		{garmin, 4565, "", "Garmin Forerunner 970"},
		{garmin, 3291, "", "Garmin Fenix 6X"},
		{garmin, uint16(tfit.GarminProductFenix6S), "", "Garmin Fenix 6S"},
		{garmin, uint16(tfit.GarminProductFenix7ProSolar), "", "Garmin Fenix 7 Pro Solar"},
		{garmin, 3570, "", "Garmin Edge 1030 Plus"},
		{garmin, 2337, "", "Garmin Vivoactive HR"},
		{garmin, 3600, "", "Garmin Venu Sq"},
		{garmin, 3703, "", "Garmin Venu 2"},
		{garmin, uint16(tfit.GarminProductApproachS42), "", "Garmin Approach S42"},
		{garmin, uint16(tfit.GarminProductD2AirX10), "", "Garmin D2 Air X10"},
		{garmin, 61234, "", "Garmin 61234"},
		{garmin, 0, "", "Garmin"},
		{garmin, 0xFFFF, "", "Garmin"},
		{tfit.ManufacturerCoros, 841, "", "COROS 841"},
		{tfit.ManufacturerCoros, 841, "COROS APEX Pro", "COROS APEX Pro"},
		{tfit.ManufacturerSuunto, 35, "", "Suunto 35"},
		{tfit.ManufacturerSuunto, 35, "Suunto 9", "Suunto 9"},
		{tfit.ManufacturerHammerhead, 2, "Karoo 2", "Hammerhead Karoo 2"},
		{tfit.ManufacturerPolarElectro, 0, "", "Polar"},
		{tfit.ManufacturerNielsenKellerman, 0, "", "Nielsen Kellerman"},
		{tfit.ManufacturerConcept2, 0, "", "Concept2"},
		{tfit.ManufacturerDevelopment, 7, "", ""},
		{tfit.ManufacturerDevelopment, 7, "My App", "My App"},
		{331, 0, "", "MyWhoosh"},
		{1052, 1052, "", ""}, // nobody's number
		{0, 0, "", ""},
	}
	for _, tt := range tests {
		id := identity{maker: tt.maker, product: tt.product, model: tt.model}
		if got := id.device(); got != tt.want {
			t.Errorf("maker %d, product %d, %q: %q, want %q", tt.maker, tt.product, tt.model, got, tt.want)
		}
	}
}

func TestDeviceStatesItsName(t *testing.T) {
	var m messages
	m.define(0, tfit.MesgNumFileId, field{0, 1, baseEnum}, field{8, 12, 0x07}, field{1, 2, baseUint16})
	m.data(0, byte(tfit.FileTypeActivity), "Suunto 9\x00\xff\xff\xff", uint16(tfit.ManufacturerSuunto))
	m.session(tfit.SportRunning, 0, 600, 600, 1800)
	equal(t, "device", one(t, m.bytes()).Run.Device, "Suunto 9")
}
