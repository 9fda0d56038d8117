package daemon

import (
	"context"
	"errors"
	"fmt"
	"time"

	"needled/analysis"
	"needled/daemon/queue"
)

// The kinds of jobs.
const (
	jobStrava  = "strava"  // key: a runner
	jobExpire  = "expire"  // what may not be kept any longer
	jobLook    = "look"    // silence, digests
	jobWebhook = "webhook" // the subscription to Strava's events
	jobUpload  = "upload"  // key: a runner whose files wait in the spool
	jobScan    = "scan"    // key: a runner whose folders are to be looked through now
)

// lookEvery is how often it is asked whether a runner has fallen silent or is
// due a digest.
const lookEvery = time.Hour

// anewAfter is when a job that was given up begins anew, at the latest.
const anewAfter = time.Hour

// handleJobs says what does the jobs of each kind.
func (s *Service) handleJobs() {
	s.queue.Handle(jobExpire, queue.Handler{Do: s.expire, Within: 24 * time.Hour})
	s.queue.Handle(jobLook, queue.Handler{Do: s.look, Within: lookEvery})
	s.queue.Handle(jobUpload, queue.Handler{Do: s.takeUploads, Within: anewAfter})
	s.queue.Handle(jobScan, queue.Handler{Do: s.scan, Within: anewAfter})
	if s.strava != nil {
		s.queue.Handle(jobStrava, queue.Handler{Do: s.syncJob, Within: s.Config.Strava.Poll, Timeout: 10 * time.Minute})
		s.queue.Handle(jobWebhook, queue.Handler{Do: s.subscribe, Within: 24 * time.Hour, Timeout: 2 * time.Minute})
	}
}

// schedule sees that what is done regularly is due some time.
func (s *Service) schedule(ctx context.Context) error {
	now := s.Now()
	jobs := []queue.Job{{Kind: jobExpire, Due: now}, {Kind: jobLook, Due: now}}
	if err := s.expectUploads(ctx); err != nil {
		return err
	}
	if s.strava != nil {
		accounts, err := s.Store.StravaAccounts(ctx)
		if err != nil {
			return err
		}
		for _, a := range accounts {
			s.athletes.Store(a.Athlete, a.Runner)
			jobs = append(jobs, queue.Job{Kind: jobStrava, Key: a.Runner, Due: now})
		}
		app, err := s.Store.StravaApp(ctx, s.Config.Strava.ClientID)
		if err != nil {
			return err
		}
		if s.Config.Daemon.URL != "" && len(accounts) > 0 || s.Config.Daemon.URL == "" && app.Subscription != nil {
			jobs = append(jobs, queue.Job{Kind: jobWebhook, Due: now})
		}
	}
	for _, j := range jobs {
		if _, err := s.queue.Add(ctx, j); err != nil {
			return err
		}
	}
	s.scheduled.Store(true)
	return nil
}

// reportJob logs and counts what became of an attempt.
func (s *Service) reportJob(r queue.Report) {
	s.metrics.jobs.WithLabelValues(r.Job.Kind, string(r.Outcome)).Inc()
	e := s.Log.Debug()
	switch r.Outcome {
	case queue.Retries:
		e = s.Log.Warn().Time("again", r.Due)
	case queue.Buried:
		e = s.Log.Error()
	}
	e.Err(r.Err).Str("job", r.Job.Kind).Str("key", r.Job.Key).Int("attempt", r.Job.Attempt).Dur("took", r.Took).Msg("job " + string(r.Outcome))
	if r.Outcome == queue.Buried {
		s.beginAnew(r.Job)
	}
}

// beginAnew has a job that was given up begin anew some time: all of them are
// done regularly, and what kept this one from it may pass while nobody looks.
func (s *Service) beginAnew(given queue.Job) {
	job := queue.Job{Kind: given.Kind, Key: given.Key, Due: s.Now().Add(anewAfter)}
	if _, err := s.queue.Add(context.Background(), job); err != nil {
		s.Log.Error().Err(err).Str("job", job.Kind).Str("key", job.Key).Msg("a job that was given up begins anew only at the next start")
	}
}

// expire removes what was fetched and may not be kept any longer. The store
// never shows it anyway; this removes it where nobody looks.
func (s *Service) expire(ctx context.Context, _ queue.Job) error {
	n, err := s.Store.PurgeExpired(ctx)
	if err != nil {
		return err
	}
	if n > 0 {
		s.Log.Info().Msg("removed what was fetched from Strava and may not be kept any longer")
	}
	if err := s.spool.tidy(s.Now()); err != nil {
		return fmt.Errorf("removing uploads that were cut off: %w", err)
	}
	next := s.Now().Add(24 * time.Hour)
	if first, err := s.Store.NextExpiry(ctx); err == nil && first != nil && first.Before(next) {
		next = *first
	}
	return queue.Again(next)
}

// look notices when nothing has come from a runner for days in a recovery, and
// when a digest is due, and files that wait in the spool. What fails for one runner doesn't keep it from the
// others.
func (s *Service) look(ctx context.Context, _ queue.Job) error {
	runners, err := s.Store.Runners(ctx)
	if err != nil {
		return err
	}
	failures := []error{s.expectUploads(ctx)}
	for _, r := range runners {
		failures = append(failures, s.lookAt(ctx, r))
	}
	s.notifier.Wake()
	if err := errors.Join(failures...); err != nil {
		return err
	}
	return queue.Again(queue.Every(jobLook, lookEvery, s.Now()))
}

func (s *Service) lookAt(ctx context.Context, r analysis.Runner) error {
	told, err := s.tells(ctx, r.Name)
	if err != nil || !told {
		return err
	}
	if err := s.noticeSilence(ctx, r); err != nil {
		return fmt.Errorf("looking whether %s has fallen silent: %w", r.Name, err)
	}
	if err := s.dueDigest(ctx, r); err != nil {
		return fmt.Errorf("looking whether %s is due a digest: %w", r.Name, err)
	}
	return nil
}
