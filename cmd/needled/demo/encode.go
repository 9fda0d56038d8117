package demo

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"time"

	"github.com/tormoder/fit"
)

// encode writes the activity as a watch does: one session, its laps, a record
// a second (or every few) while the timer runs, and the timer's starts and
// stops.
func encode(a activity) ([]byte, error) {
	file, err := fit.NewFile(fit.FileTypeActivity, fit.NewHeader(fit.V20, true))
	if err != nil {
		return nil, err
	}
	file.FileId.Manufacturer = fit.ManufacturerDevelopment
	file.FileId.Product = 1
	file.FileId.SerialNumber = 1
	file.FileId.ProductName = "demo watch"
	file.FileId.TimeCreated = a.start
	contents, err := file.Activity()
	if err != nil {
		return nil, err
	}
	contents.Activity = a.activityMsg()
	contents.Sessions = []*fit.SessionMsg{a.sessionMsg()}
	for i, l := range a.laps {
		contents.Laps = append(contents.Laps, a.lapMsg(i, l))
	}
	contents.Records = []*fit.RecordMsg{a.recordMsg(a.samples[0])}
	contents.Events = a.eventMsgs()

	var b bytes.Buffer
	if err := fit.Encode(&b, file, binary.LittleEndian); err != nil {
		return nil, fmt.Errorf("encoding a FIT file: %w", err)
	}
	return a.withRecords(sortFields(b.Bytes())), nil
}

// records says whether the watch keeps the i-th sample. It never leaves out the
// first and the last of a stretch between stops.
func (a activity) records(i int) bool {
	apart := func(i, j int) bool { return a.samples[j].at-a.samples[i].at > 1 }
	return a.recorder.every < 2 || i%a.recorder.every == 0 || i == len(a.samples)-1 ||
		apart(i-1, i) || apart(i, i+1)
}

func (a activity) time(s sample) time.Time { return a.start.Add(time.Duration(s.at) * time.Second) }

func (a activity) end() time.Time { return a.time(a.samples[len(a.samples)-1]) }

// indoors says whether the watch had neither satellites nor a barometer that
// means anything.
func (a activity) indoors() bool { return a.subSport == fit.SubSportTreadmill || a.onTheSpot() }

func (a activity) activityMsg() *fit.ActivityMsg {
	m := fit.NewActivityMsg()
	m.Timestamp = a.end()
	m.LocalTimestamp = a.end() // in its zone; the encoder adds the offset
	m.TotalTimerTime = millis(a.totals(0, len(a.samples)-1).timerS)
	m.NumSessions = 1
	m.Type = fit.ActivityModeManual
	m.Event = fit.EventActivity
	m.EventType = fit.EventTypeStop
	return m
}

func (a activity) sessionMsg() *fit.SessionMsg {
	t := a.totals(0, len(a.samples)-1)
	m := fit.NewSessionMsg()
	m.MessageIndex = 0
	m.Timestamp = a.end()
	m.StartTime = a.start
	m.Event = fit.EventSession
	m.EventType = fit.EventTypeStop
	m.Trigger = fit.SessionTriggerActivityEnd
	m.Sport = a.sport
	m.SubSport = a.subSport
	m.FirstLapIndex = 0
	m.NumLaps = uint16(len(a.laps))
	m.TotalElapsedTime = millis(t.elapsedS)
	m.TotalTimerTime = millis(t.timerS)
	if !a.onTheSpot() {
		m.TotalDistance = centimetres(t.distanceM)
		m.EnhancedAvgSpeed = millis(t.distanceM / t.timerS)
		m.EnhancedMaxSpeed = millis(t.maxSpeed)
		m.AvgCadence = uint8(math.Round(t.avgCadence))
	}
	if !a.recorder.noHeart {
		m.AvgHeartRate = uint8(math.Round(t.avgHeart))
		m.MaxHeartRate = uint8(math.Round(t.maxHeart))
	}
	m.TotalCalories = uint16(68 * t.distanceM / 1000)
	if !a.indoors() {
		m.TotalAscent = uint16(math.Round(t.ascentM))
		m.TotalDescent = uint16(math.Round(t.descentM))
		m.StartPositionLat = fit.NewLatitudeDegrees(a.samples[0].lat)
		m.StartPositionLong = fit.NewLongitudeDegrees(a.samples[0].lon)
	}
	return m
}

func (a activity) lapMsg(index int, l lap) *fit.LapMsg {
	t := a.totals(l.first, l.last)
	m := fit.NewLapMsg()
	m.MessageIndex = fit.MessageIndex(index)
	m.Timestamp = a.time(a.samples[l.last])
	m.StartTime = a.time(a.samples[l.first])
	m.Event = fit.EventLap
	m.EventType = fit.EventTypeStop
	m.LapTrigger = l.trigger
	m.Intensity = l.intensity
	m.Sport = a.sport
	m.SubSport = a.subSport
	m.TotalElapsedTime = millis(t.elapsedS)
	m.TotalTimerTime = millis(t.timerS)
	if !a.onTheSpot() {
		m.TotalDistance = centimetres(t.distanceM)
		m.EnhancedAvgSpeed = millis(t.distanceM / t.timerS)
		m.EnhancedMaxSpeed = millis(t.maxSpeed)
		m.AvgCadence = uint8(math.Round(t.avgCadence))
	}
	if !a.recorder.noHeart {
		m.AvgHeartRate = uint8(math.Round(t.avgHeart))
		m.MaxHeartRate = uint8(math.Round(t.maxHeart))
	}
	if !a.indoors() {
		m.TotalAscent = uint16(math.Round(t.ascentM))
		m.TotalDescent = uint16(math.Round(t.descentM))
	}
	return m
}

func (a activity) recordMsg(s sample) *fit.RecordMsg {
	m := fit.NewRecordMsg()
	m.Timestamp = a.time(s)
	if !a.onTheSpot() {
		m.Distance = centimetres(s.distanceM)
		m.EnhancedSpeed = millis(s.speed)
		m.Cadence = uint8(math.Round(s.cadence))
	}
	if !a.recorder.noHeart {
		m.HeartRate = uint8(math.Round(s.heart))
	}
	m.Temperature = 14
	if !a.indoors() {
		m.PositionLat = fit.NewLatitudeDegrees(s.lat)
		m.PositionLong = fit.NewLongitudeDegrees(s.lon)
		m.EnhancedAltitude = uint32(math.Round((s.altitudeM + 500) * 5))
	}
	return m
}

// eventMsgs are the timer's: started by hand, stopped and started by itself at
// red lights, stopped by hand.
func (a activity) eventMsgs() []*fit.EventMsg {
	event := func(at int, kind fit.EventType, trigger fit.TimerTrigger) *fit.EventMsg {
		m := fit.NewEventMsg()
		m.Timestamp = a.time(sample{at: at})
		m.Event = fit.EventTimer
		m.EventType = kind
		m.EventGroup = 0
		m.Data = uint32(trigger)
		return m
	}
	ms := []*fit.EventMsg{event(0, fit.EventTypeStart, fit.TimerTriggerManual)}
	for _, s := range a.stops {
		ms = append(ms,
			event(s.from, fit.EventTypeStopAll, fit.TimerTriggerAuto),
			event(s.to, fit.EventTypeStart, fit.TimerTriggerAuto))
	}
	last := a.samples[len(a.samples)-1].at
	return append(ms, event(last, fit.EventTypeStopAll, fit.TimerTriggerManual))
}

// centimetres and millis are the scales FIT keeps metres and seconds (or m/s)
// in.
func centimetres(metres float64) uint32 { return uint32(math.Round(metres * 100)) }

func millis(v float64) uint32 { return uint32(math.Round(v * 1000)) }
