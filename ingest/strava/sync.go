package strava

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	lastDays = 7 * day
	// mostPages bounds a list: 40,000 activities.
	mostPages = 200
)

// Syncer brings what runners did, from Strava to the Shelf. There is one in a
// process; its methods may be called at the same time, for one runner one at a
// time.
type Syncer struct {
	App   *App
	Vault Vault
	Shelf Shelf

	mu       sync.Mutex
	unstored map[string]rotated // by runner
}

// Sync does one pass for a runner. It lists the window of the Request, puts
// what is new or changed on the Shelf, takes off it what is gone from Strava,
// renews what would expire, and fetches the samples of runs in a recovery.
// It may be cut off anywhere and done again any number of times.
//
// What is wrong with Strava, or on the way to it, is in the Result. An error
// means that the Vault, the Shelf or the Ledger failed, or ctx ended.
func (s *Syncer) Sync(ctx context.Context, runner string, req Request) (result Result, err error) {
	p := &pass{Syncer: s, runner: runner, req: req, now: s.App.Now()}
	err = p.run(ctx)
	defer func() { result.Detail = strings.Join(append([]string{result.Detail}, result.Notes...), " ") }()
	p.result.Again = p.again
	switch e, isStravas := errors.AsType[*Error](err); {
	case errors.Is(err, ErrReplaced):
		return s.replaced(ctx, runner)
	case errors.Is(err, ErrNotConnected):
		return off(), nil
	case isStravas:
		e.conclude(&p.result, p.now)
		if e.Fault == Dead {
			p.result.Ended, p.result.Again = true, nil
			return p.result, s.Vault.Forget(ctx, runner, p.result.Detail)
		}
		return p.result, nil
	case err != nil:
		return p.result, err
	}
	p.result.State, p.result.Detail = OK, p.outcome()
	return p.result, nil
}

// off is what a Sync of a runner who is not connected comes to.
func off() Result { return Result{State: Off, Detail: sentence(ErrNotConnected.Error())} }

// replaced is what a Sync came to whose connection ended while it was under
// way. It kept nothing more then.
func (s *Syncer) replaced(ctx context.Context, runner string) (Result, error) {
	_, err := s.Vault.Account(ctx, runner)
	if errors.Is(err, ErrNotConnected) {
		return off(), nil
	}
	return Result{State: Waiting, Detail: "You connected to Strava anew while it was asked; needled asks again by itself."}, err
}

// pass is one Sync under way.
type pass struct {
	*Syncer
	runner  string
	req     Request
	now     time.Time
	from    time.Time // where the window begins
	access  Account
	renewed bool // the token was renewed because Strava refused it
	pending map[string]Pending
	again   *time.Time
	result  Result
}

func (p *pass) run(ctx context.Context) error {
	var err error
	if p.access, err = p.Syncer.account(ctx, p.runner); err != nil {
		return err
	}
	p.from = p.window()
	shelf, err := p.shelved(ctx)
	if err != nil {
		return err
	}
	if err := p.readPending(ctx); err != nil {
		return err
	}
	list, err := p.sweep(ctx, shelf)
	if err != nil {
		return err
	}
	if err := p.mirror(ctx, shelf, list); err != nil {
		return err
	}
	wanting, err := p.takeSummaries(ctx, shelf, list)
	if err != nil {
		return err
	}
	if err := p.keepUp(ctx); err != nil {
		return err
	}
	return p.takeSamples(ctx, wanting)
}

// window is where the activities begin that are looked at.
func (p *pass) window() time.Time {
	from := p.now.Add(-lastDays)
	if b := p.req.Baseline; b != nil {
		from = earlier(from, b.Add(-day)) // a hidden start is shown at the midnight before
	}
	if p.req.Since != nil {
		from = earlier(from, *p.req.Since)
	}
	return from.UTC().Truncate(time.Second)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// shelved is what is kept of the window, by key.
func (p *pass) shelved(ctx context.Context) (map[string]Fetched, error) {
	kept, err := p.Shelf.Fetched(ctx, p.runner, p.from)
	if err != nil {
		return nil, fmt.Errorf("looking at what is kept from Strava: %w", err)
	}
	byKey := make(map[string]Fetched, len(kept))
	for _, f := range kept {
		byKey[f.Key] = f
	}
	return byKey, nil
}

// swept is what a list of the window told.
type swept struct {
	activities []Activity // by start
	seen       map[string]bool
	nameless   int // activities whose number can't be read
}

// sweep lists the window. A short page is not the end of a list, so it reads
// until an empty one, unless the window was read like that before and its
// first page, well short of full, holds everything that is kept: then at most
// something that appeared since is missed, until it makes a difference.
func (p *pass) sweep(ctx context.Context, shelf map[string]Fetched) (swept, error) {
	known := p.access.SweptFrom != nil && !p.from.Before(*p.access.SweptFrom)
	list := swept{seen: map[string]bool{}}
	unread := 0
	for page := 1; ; page++ {
		if page > mostPages {
			return list, &Error{Fault: Malformed, Doing: "listing activities", Reason: "the list doesn't end"}
		}
		var l listing
		err := p.ask(ctx, func(access string) (err error) {
			p.result.Lists++
			l, err = p.App.list(ctx, access, p.from, page, p.use())
			return err
		})
		if err != nil {
			return list, err
		}
		if l.empty() {
			break
		}
		for _, a := range l.activities {
			if key := keyOf(a.ID); !list.seen[key] {
				list.seen[key] = true
				if !a.Start.Before(p.from) {
					list.activities = append(list.activities, a)
				}
			}
		}
		for _, id := range l.unread {
			list.seen[keyOf(id)] = true
		}
		list.nameless += l.nameless
		unread += len(l.unread) + l.nameless
		if page == 1 && known && len(l.activities) < perPage/2 && list.holds(shelf) {
			break
		}
	}
	slices.SortFunc(list.activities, func(a, b Activity) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.ID, b.ID))
	})
	p.result.Listed = len(list.activities)
	if unread > 0 {
		p.note("%s on Strava can't be read, for want of a number or a start; what was known of it stays.", count(unread, "activity"))
	}
	return list, nil
}

// holds says whether the list has all that is kept.
func (l swept) holds(shelf map[string]Fetched) bool {
	for key := range shelf {
		if !l.seen[key] {
			return false
		}
	}
	return true
}

// use is what the reads of this pass are for.
func (p *pass) use() use { return use(p.req.Baseline != nil) }

// ask does what takes an access token, once more with a new one where Strava
// refuses the old.
func (p *pass) ask(ctx context.Context, do func(access string) error) error {
	err := do(p.access.Token.Access)
	if faultOf(err) != Unauthorized || p.renewed {
		return err
	}
	p.renewed = true
	next, err := p.renew(ctx, p.runner, p.access)
	if err != nil {
		return err
	}
	if !next.Connected.Equal(p.access.Connected) {
		return ErrReplaced // perhaps another's
	}
	p.access = next
	return do(next.Token.Access)
}

// keepUp notes how far back the Shelf is kept up. Older than the window it is
// not: what lies there expires.
func (p *pass) keepUp(ctx context.Context) error {
	if from := p.access.SweptFrom; from != nil && !p.from.Before(*from) && p.from.Sub(*from) < day {
		return nil
	}
	if err := p.Vault.Swept(ctx, p.runner, p.access.Connected, p.from); err != nil {
		return fmt.Errorf("noting what was read from Strava: %w", err)
	}
	return nil
}

func (p *pass) note(format string, args ...any) {
	p.result.Notes = append(p.result.Notes, fmt.Sprintf(format, args...))
}

// judged says whether an activity is a run that started in a recovery, and the
// start of the latest one. A run whose time of day is hidden may have started
// at any time of its day.
func (p *pass) judged(a Activity) (recovery time.Time, ok bool) {
	if !sportOf(a).sport.IsRun() {
		return recovery, false
	}
	latest := a.Start
	if a.startHidden() {
		latest = a.Start.Add(day)
	}
	for _, r := range p.req.Recoveries {
		if !latest.Before(r.From) && (r.To.IsZero() || !a.Start.After(r.To)) && (!ok || r.From.After(recovery)) {
			recovery, ok = r.From, true
		}
	}
	return recovery, ok
}
