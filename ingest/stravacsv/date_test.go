package stravacsv

import (
	"testing"
	"time"
)

func TestDates(t *testing.T) {
	want := time.Date(2022, 12, 9, 15, 24, 49, 0, time.UTC)
	for _, s := range []string{
		"2022-12-09 15:24:49",
		"2022-12-09T15:24:49Z",
		"Dec 9, 2022, 3:24:49 PM",
		"Dec 9, 2022, 3:24:49\u202fPM",
		"9 Dec 2022, 15:24:49",
		"09.12.2022, 15:24:49",
		"9. Dez. 2022, 15:24:49",
		"9 déc. 2022, 15:24:49",
		"9 déc. 2022 à 15:24:49",
		"9 dic 2022, 15:24:49",
		"9 dic. 2022 15:24:49",
		"9 dic 2022, 3:24:49 p. m.",
		"9 dec. 2022 15:24:49",
		"9. dec. 2022 15.24.49",
		"9 de dez. de 2022 15:24:49",
		"09/12/2022, 15:24:49",
		"9 дек. 2022 г., 15:24:49",
		"9 gru 2022, 15:24:49",
		"2022/12/09 15:24:49",
		"2022年12月9日 15:24:49",
		"2022年12月9日 下午3:24:49",
		"2022. 12. 9. 오후 3:24:49",
	} {
		if got, err := parseDate(s); err != nil || !got.Equal(want) {
			t.Errorf("%s: %v, %v", s, got, err)
		}
	}
	for s, want := range map[string]string{
		"Jan 1, 2024, 12:05:00 AM": "2024-01-01 00:05:00",
		"Jan 1, 2024, 12:05:00 PM": "2024-01-01 12:05:00",
		"2 juin 2024, 07:30:00":    "2024-06-02 07:30:00",
		"2 juil. 2024, 07:30:00":   "2024-07-02 07:30:00",
		"6 mrt. 2024 14:23:15":     "2024-03-06 14:23:15",
		"14 août 2024 à 07:30":     "2024-08-14 07:30:00",
		"12/25/2022, 15:24:49":     "2022-12-25 15:24:49", // it can't be month 25
		"29.02.2024, 00:00:00":     "2024-02-29 00:00:00",
	} {
		if got, err := parseDate(s); err != nil || got.Format(time.DateTime) != want {
			t.Errorf("%s: %v, %v", s, got, err)
		}
	}
	for _, s := range []string{
		"", "soon", "2022-12-09", "9 xyz 2022, 15:24:49", "29.02.2023, 00:00:00", "Dec 9, 2022, 13:24:49 PM", "Dec 9, 2022, 0:24:49 AM",
		"31.13.2022, 15:24:49", "2022-12-09 24:00:00", "2022-12-09 12:60:00", "1 2 3 4 5 6 7", "20221209152449", "9 Dec 22, 15:24:49",
		"9 Dec 99999999999999999999, 15:24:49", "01.01.1969, 00:00:00",
	} {
		if got, err := parseDate(s); err == nil {
			t.Errorf("%q was read as %v", s, got)
		}
	}
}

func TestNewerListsRepeatTheStartAsSeconds(t *testing.T) {
	header, row := english, `7,unreadable,a,Run,,3189,9.44,,,false,,,`
	for range 45 - 32 {
		header += ",x"
	}
	header += ",Start Time"
	for range 45 - 12 {
		row += ","
	}
	if got := only(t, header, row+"1670599489.0").Start; got.Format(time.DateTime) != "2022-12-09 15:24:49" {
		t.Error(got)
	}
}
