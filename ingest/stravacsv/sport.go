package stravacsv

import (
	"strings"

	"needled/analysis"
)

// sport is a sport in FIT's words.
type sport struct {
	sport analysis.Sport
	sub   string
}

// sportNamed is the sport that a list names. A name that is not known gives
// the unknown sport with that name below it.
func sportNamed(name string) sport {
	w := analysis.SubSportOf(short(name))
	if s, ok := sports[w]; ok {
		return s
	}
	return sport{analysis.UnknownSport, w}
}

// sports are Strava's names of sports: those of its API, and those of lists
// in English, German, French, Dutch, Spanish, Italian and Portuguese.
var sports = func() map[string]sport {
	all := map[string]sport{}
	for s, names := range map[sport]string{
		{analysis.Running, ""}: "run lauf laufen course_à_pied hardloopsessie hardlopen carrera corsa corrida",
		{analysis.Running, "trail"}: "trail_run trail trailrun traillauf trail_running trailrunning carrera_de_trail carrera_por_montaña corsa_trail " +
			"corrida_em_trilha",
		{analysis.Running, "virtual_activity"}: "virtual_run virtueller_lauf course_à_pied_virtuelle course_virtuelle virtuele_hardloopsessie " +
			"carrera_virtual corsa_virtuale corrida_virtual",

		{analysis.Walking, ""}: "walk spaziergang gehen marche wandeling wandelen caminata camminata caminhada",
		{analysis.Hiking, ""}:  "hike wandern wanderung randonnée hiken senderismo excursionismo escursione escursionismo trilha",

		{analysis.Cycling, ""}:                 "ride radfahrt vélo sortie_vélo sortie_à_vélo fietsrit bicicleta vuelta_en_bicicleta ciclismo pedalata giro_in_bici pedalada",
		{analysis.Cycling, "virtual_activity"}: "virtual_ride virtuelle_radfahrt vélo_virtuel sortie_vélo_virtuelle virtuele_fietsrit ciclismo_virtual",
		{analysis.Cycling, "mountain"}:         "mountain_bike_ride mountainbikefahrt vtt mountainbikerit",
		{analysis.Cycling, "gravel_cycling"}:   "gravel_ride gravelfahrt gravel gravelrit",
		{"e_biking", ""}:                       "ebike_ride e_bike_ride e_bike_fahrt e_bike_radfahrt sortie_vélo_électrique e_bikerit",
		{"e_biking", "e_bike_mountain"}:        "emountain_bike_ride e_mountain_bike_ride vtt_électrique",

		{analysis.Swimming, ""}:                  "swim schwimmen natation zwemmen zwemsessie natación nuoto natação",
		{analysis.Training, ""}:                  "workout training entraînement entrenamiento allenamento treino",
		{analysis.Training, "strength_training"}: "weight_training gewichtstraining krafttraining musculation entraînement_aux_poids krachttraining",
		{analysis.Training, "yoga"}:              "yoga",
		{analysis.Training, "pilates"}:           "pilates",
		{"hiit", ""}:                             "hiit high_intensity_interval_training crossfit cross_fit",
		{"fitness_equipment", "elliptical"}:      "elliptical ellipsentrainer",
		{"fitness_equipment", "stair_climbing"}:  "stair_stepper",

		{"rowing", ""}:                   "rowing rudern aviron rameur roeien",
		{"kayaking", ""}:                 "kayaking kajakfahren kayak",
		{"paddling", ""}:                 "canoeing kanufahrt canoë",
		{"stand_up_paddleboarding", ""}:  "stand_up_paddling standup_paddle",
		{"surfing", ""}:                  "surfing surfen surf",
		{"sailing", ""}:                  "sail segeln voile",
		{"alpine_skiing", ""}:            "alpine_ski ski_alpin",
		{"alpine_skiing", "backcountry"}: "backcountry_ski skitouren ski_de_randonnée",
		{"cross_country_skiing", ""}:     "nordic_ski langlauf ski_de_fond ski_nordique",
		{"snowboarding", ""}:             "snowboard snowboarden",
		{"snowshoeing", ""}:              "snowshoe schneeschuhwanderung raquettes",
		{"ice_skating", ""}:              "ice_skate eislaufen",
		{"inline_skating", ""}:           "inline_skate inlineskaten",
		{"rock_climbing", ""}:            "rock_climbing rock_climb klettern escalade",
		{"tennis", ""}:                   "tennis",
		{"badminton", ""}:                "badminton",
		{"squash", ""}:                   "squash",
		{"pickleball", ""}:               "pickleball",
		{"table_tennis", ""}:             "table_tennis",
		{"racket", ""}:                   "racquetball",
		{"soccer", ""}:                   "soccer fußball football",
		{"golf", ""}:                     "golf",
	} {
		for name := range strings.FieldsSeq(names) {
			all[name] = s
		}
	}
	return all
}()
