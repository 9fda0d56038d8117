package daemon

import (
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"needled/ingest/strava"
)

// metrics counts what the service does. What is known of runs is asked of the
// store when somebody looks.
type metrics struct {
	registry *prometheus.Registry
	duration *prometheus.HistogramVec // s of an ingest, by source
	outcomes *prometheus.CounterVec   // of items, by source and outcome
	jobs     *prometheus.CounterVec   // attempts, by kind and outcome

	reads *prometheus.CounterVec // of Strava's API, by what was asked for
}

func newMetrics(version string) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "needled_ingest_duration_seconds", Help: "How long taking in what a source gave at once took.",
			Buckets: []float64{.01, .03, .1, .3, 1, 3, 10, 30, 100, 300},
		}, []string{"source"}),
		outcomes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "needled_items_total", Help: "Files that sources gave, by what became of them; what comes from Strava is not counted.",
		}, []string{"source", "outcome"}),
		jobs: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "needled_job_attempts_total", Help: "Attempts at jobs, by what became of them.",
		}, []string{"kind", "outcome"}),
		reads: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "needled_strava_reads_total", Help: "Reads of Strava's API that count against its limits.",
		}, []string{"what"}),
	}
	info := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "needled_info", Help: "1, with the version."}, []string{"version"})
	info.WithLabelValues(version).Set(1)
	m.registry.MustRegister(m.duration, m.outcomes, m.jobs, m.reads, info,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) ingested(source string, took time.Duration) {
	m.duration.WithLabelValues(source).Observe(took.Seconds())
}

// What the store is asked when somebody looks. Runs known from Strava alone
// are for their runner only and are not counted.
var (
	syncLag = prometheus.NewDesc("needled_sync_lag_seconds", "Time since the last success of each kind of source, of the one farthest behind.", []string{"source"}, nil)
	waiting = prometheus.NewDesc("needled_jobs_waiting", "Jobs that wait or are worked on.", nil, nil)
	dead    = prometheus.NewDesc("needled_jobs_dead", "Jobs that were given up and wait for a person.", nil, nil)
	runs    = prometheus.NewDesc("needled_runs", "Runs in recoveries, by verdict; those known from Strava alone are not counted.", []string{"verdict"}, nil)
	left    = prometheus.NewDesc("needled_strava_reads_left", "Reads left of Strava's limits.", []string{"window"}, nil)
)

// state asks the store; a look at it must not wait for long.
type state struct{ *Service }

func (state) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{syncLag, waiting, dead, runs, left} {
		ch <- d
	}
}

func (s state) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	if n, buried, err := s.Store.JobCounts(ctx); err == nil {
		gauge(waiting, float64(n))
		gauge(dead, float64(buried))
	} else {
		ch <- prometheus.NewInvalidMetric(waiting, err)
	}
	if counts, err := s.Store.LastingVerdicts(ctx); err == nil {
		for level, n := range counts {
			gauge(runs, float64(n), string(level))
		}
	} else {
		ch <- prometheus.NewInvalidMetric(runs, err)
	}
	for kind, lag := range s.lags(ctx) {
		gauge(syncLag, lag.Seconds(), kind)
	}
	if s.strava != nil {
		if app, err := s.Store.StravaApp(ctx, s.Config.Strava.ClientID); err == nil {
			quarter, day := strava.ReadsLeft(app.Budget, s.Now())
			gauge(left, float64(quarter), "15min")
			gauge(left, float64(day), "day")
		}
	}
}

func (s *Service) metricsHandler() http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(state{s})
	return promhttp.HandlerFor(prometheus.Gatherers{s.metrics.registry, registry}, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError})
}
