package daemon

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"
	"time"

	"github.com/tormoder/fit"
)

// fitFile is a run as a watch writes it: a record every 5 s, the heart at 140,
// and so many metres up and down again.
func fitFile(t *testing.T, start time.Time, metres, seconds, climb float64) []byte {
	t.Helper()
	file, err := fit.NewFile(fit.FileTypeActivity, fit.NewHeader(fit.V20, true))
	if err != nil {
		t.Fatal(err)
	}
	file.FileId.Manufacturer, file.FileId.Product, file.FileId.SerialNumber = fit.ManufacturerDevelopment, 1, 1
	file.FileId.TimeCreated = start
	contents, err := file.Activity()
	if err != nil {
		t.Fatal(err)
	}
	end := start.Add(time.Duration(seconds) * time.Second)
	contents.Activity = fit.NewActivityMsg()
	contents.Activity.Timestamp, contents.Activity.LocalTimestamp = end, end.Add(time.Hour)
	contents.Activity.TotalTimerTime, contents.Activity.NumSessions = uint32(seconds*1000), 1
	session := fit.NewSessionMsg()
	session.Timestamp, session.StartTime = end, start
	session.Sport = fit.SportRunning
	session.TotalElapsedTime, session.TotalTimerTime = uint32(seconds*1000), uint32(seconds*1000)
	session.TotalDistance = uint32(metres * 100)
	session.TotalAscent, session.TotalDescent = uint16(climb), uint16(climb)
	session.AvgHeartRate, session.MaxHeartRate = 140, 141
	contents.Sessions = []*fit.SessionMsg{session}
	for at := 0.0; at <= seconds; at += 5 {
		share := at / seconds
		r := fit.NewRecordMsg()
		r.Timestamp = start.Add(time.Duration(at) * time.Second)
		r.Distance = uint32(metres * share * 100)
		r.EnhancedSpeed = uint32(metres / seconds * 1000)
		r.EnhancedAltitude = uint32((100 + climb*math.Sin(math.Pi*share) + 500) * 5)
		r.HeartRate = 140 + uint8(int(at/5)%2)
		contents.Records = append(contents.Records, r)
	}
	var b bytes.Buffer
	if err := fit.Encode(&b, file, binary.LittleEndian); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
