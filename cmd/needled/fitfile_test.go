package main

import (
	"bytes"
	"encoding/binary"
	"os"
	"strconv"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/tormoder/fit"
)

// writeFIT is the script command
//
//	fit FILE START KM MINUTES [SPORT]
//
// It writes an activity of even pace with a record every ten seconds. SPORT is
// running, walking, or none for a file that names none.
func writeFIT(ts *testscript.TestScript, _ bool, args []string) {
	start, err := time.Parse(time.RFC3339, args[1])
	ts.Check(err)
	km, err := strconv.ParseFloat(args[2], 64)
	ts.Check(err)
	minutes, err := strconv.Atoi(args[3])
	ts.Check(err)
	sport := fit.SportRunning
	if len(args) > 4 {
		sport = map[string]fit.Sport{"running": fit.SportRunning, "walking": fit.SportWalking, "none": fit.SportInvalid}[args[4]]
	}
	b, err := evenFIT(start, km*1000, minutes*60, sport)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b, 0o600))
}

func evenFIT(start time.Time, metres float64, seconds int, sport fit.Sport) ([]byte, error) {
	file, err := fit.NewFile(fit.FileTypeActivity, fit.NewHeader(fit.V20, true))
	if err != nil {
		return nil, err
	}
	file.FileId.Manufacturer, file.FileId.TimeCreated = fit.ManufacturerDevelopment, start
	contents, err := file.Activity()
	if err != nil {
		return nil, err
	}
	end := start.Add(time.Duration(seconds) * time.Second)
	session := fit.NewSessionMsg()
	session.StartTime, session.Timestamp, session.Sport = start, end, sport
	session.TotalElapsedTime, session.TotalTimerTime = uint32(seconds*1000), uint32(seconds*1000)
	session.TotalDistance = uint32(metres * 100)
	contents.Sessions = []*fit.SessionMsg{session}
	contents.Activity = fit.NewActivityMsg()
	contents.Activity.Timestamp, contents.Activity.NumSessions = end, 1
	for at := 0; at <= seconds; at += 10 {
		record := fit.NewRecordMsg()
		record.Timestamp = start.Add(time.Duration(at) * time.Second)
		record.Distance = uint32(metres * 100 * float64(at) / float64(seconds))
		contents.Records = append(contents.Records, record)
	}
	var b bytes.Buffer
	err = fit.Encode(&b, file, binary.LittleEndian)
	return b.Bytes(), err
}
