package fit

import (
	"regexp"
	"strconv"
	"strings"

	tfit "github.com/tormoder/fit"
)

// identity is a file_id message: what the file is and what wrote it.
type identity struct {
	kind    tfit.FileType // kindNone where none is stated
	maker   tfit.Manufacturer
	product uint16
	model   string // the product's name, where the device states it
}

func readIdentity(d *definition, msg []byte) identity {
	id := identity{kind: kindNone, model: d.text(msg, 8)}
	if v, ok := d.number(msg, 0); ok {
		id.kind = tfit.FileType(v)
	}
	if v, ok := d.number(msg, 1); ok && v <= 0xFFFF {
		id.maker = tfit.Manufacturer(v)
	}
	if v, ok := d.number(msg, 2); ok && v <= 0xFFFF {
		id.product = uint16(v)
	}
	return id
}

// device names maker and model as a person would, "" when both are unknown.
func (id identity) device() string {
	maker := makerName(id.maker)
	model := strings.ToValidUTF8(id.model, "")
	switch {
	case model != "":
	case id.product == 0, id.product == 0xFFFF, maker == "":
	case id.maker == tfit.ManufacturerGarmin:
		model = garminModel(tfit.GarminProduct(id.product))
	default:
		model = strconv.Itoa(int(id.product))
	}
	// "COROS PACE 2" says its maker itself.
	if first, _, _ := strings.Cut(model, " "); strings.EqualFold(first, maker) {
		return model
	}
	return strings.TrimSpace(maker + " " + model)
}

// makerNames are the makers that tormoder spells unlike themselves, and those
// newer than its profile.
var makerNames = map[tfit.Manufacturer]string{
	tfit.ManufacturerInvalid:       "",
	tfit.ManufacturerDevelopment:   "", // programs that registered no name
	tfit.ManufacturerSrm:           "SRM",
	tfit.ManufacturerWahooFitness:  "Wahoo",
	tfit.ManufacturerStagesCycling: "Stages",
	tfit.ManufacturerTomtom:        "TomTom",
	tfit.ManufacturerIgpsport:      "iGPSPORT",
	tfit.ManufacturerPolarElectro:  "Polar",
	tfit.ManufacturerSigmasport:    "Sigma",
	tfit.ManufacturerCoros:         "COROS",
	tfit.ManufacturerCorosByte:     "COROS",
	tfit.ManufacturerTrainerRoad:   "TrainerRoad",
	326:                            "Nike",
	331:                            "MyWhoosh",
	337:                            "Runna",
}

var camel = regexp.MustCompile(`([a-z])([A-Z])`)

func makerName(m tfit.Manufacturer) string {
	if name, ok := makerNames[m]; ok {
		return name
	}
	if name := m.String(); !strings.HasSuffix(name, ")") {
		return camel.ReplaceAllString(name, "$1 $2")
	}
	return ""
}
