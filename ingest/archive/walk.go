package archive

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"os"

	"needled/analysis"
	"needled/ingest"
)

// Expander puts in the place of archives among items what lies inside them.
// The zero Expander is ready for use.
type Expander struct {
	Limits  Limits      // of each archive; DefaultLimits when zero
	TempDir string      // where archives within archives are spooled; "" is the system's
	Found   func(n int) // told of items to come beyond those given, as they are found; may be nil
}

// Expand yields the items, with those in archives in the place of each
// archive. An archive itself yields an item only when something is wrong with
// it, or it is empty. ctx ends the walk.
func (x Expander) Expand(ctx context.Context, items iter.Seq[ingest.Item]) iter.Seq[ingest.Item] {
	if x.Limits == (Limits{}) {
		x.Limits = DefaultLimits()
	}
	if x.Found == nil {
		x.Found = func(int) {}
	}
	return func(yield func(ingest.Item) bool) {
		folders := folders{ctx: ctx, limits: x.Limits}
		for item := range items {
			if ctx.Err() != nil {
				return
			}
			k := none
			if item.Err == nil && item.Member == "" {
				k = kindOf(item)
			}
			if k == none {
				if !folders.expand(item, x.Found, yield) {
					return
				}
				continue
			}
			src, err := openFile(item.Path)
			if err != nil {
				item.Err = err
				if !yield(item) {
					return
				}
				continue
			}
			w := walk{Expander: x, ctx: ctx, spent: &spent{ctx: ctx, Limits: x.Limits}, path: item.Path, yield: yield}
			x.Found(-1)
			goOn := w.archive(src, k, "", 0, item.Provenance, nil)
			src.done()
			if !goOn {
				return
			}
		}
	}
}

// walk is the walk over one archive and all that is nested in it.
type walk struct {
	Expander
	ctx   context.Context
	spent *spent
	path  string
	yield func(ingest.Item) bool
}

// archive walks over an archive, depth levels deep in others, of which damage
// is known already where it is not nil. It returns false when nothing more is
// wanted.
func (w *walk) archive(src *source, k kind, name string, depth int, provenance analysis.Provenance, damage error) bool {
	x := look(w.members(src, k, &spent{ctx: w.ctx, Limits: w.Limits}), &spent{ctx: w.ctx, Limits: w.Limits}, provenance)
	w.Found(x.members)

	goOn, taken := true, 0
	var over error
	err := w.members(src, k, w.spent)(func(m member) bool {
		if w.ctx.Err() != nil {
			goOn = false
			return false
		}
		if over = w.spent.member(); over != nil {
			return false
		}
		taken++
		goOn = w.member(m, taken, x, name, depth)
		return goOn
	})
	if !goOn {
		return false
	}
	err = cmp.Or(over, src.failure(), damage, err) // each explains what follows from it
	switch {
	case err != nil:
		w.Found(1)
		return w.yield(ingest.Item{Path: w.path, Member: name, Err: sentence(err)})
	case taken == 0:
		w.Found(1)
		return w.yield(ingest.Item{Path: w.path, Member: name, Err: &ingest.IgnoredError{Reason: "an empty archive"}})
	}
	return true
}

func (w *walk) members(src *source, k kind, s *spent) members {
	if k == zipArchive {
		return zipMembers(src, s)
	}
	return tarMembers(src, k == gzippedTar, s)
}

// member takes the nth member: an archive itself, a list of Strava's, or any
// other file.
func (w *walk) member(m member, n int, x export, archive string, depth int) bool {
	item := ingest.Item{Path: w.path, Member: join(archive, m.name), Provenance: x.provenance, Size: m.size, Mark: m.mark, Err: m.err, Open: m.open}
	if item.Err == nil {
		item.Err = x.refusal(m.name)
	}
	k, list := kindByName(m.name), x.listAt(n)
	switch {
	case item.Err != nil:
		return w.yield(item)
	case k != none:
		return w.inner(m, k, item, depth+1)
	case list != nil:
		item.Err = list.answer()
		if !w.yield(item) {
			return false
		}
		return w.entries(list, item.Member)
	}
	x.tell(&item, m.name)
	return w.yield(item)
}

// inner walks over an archive within an archive.
func (w *walk) inner(m member, k kind, item ingest.Item, depth int) bool {
	if depth > w.Limits.Depth {
		item.Err = failed("archives within archives, more than %d deep, are not opened", w.Limits.Depth)
		return w.yield(item)
	}
	src, err := m.within(w.TempDir)
	if src == nil {
		item.Err = sentence(err)
		return w.yield(item)
	}
	defer src.done()
	w.Found(-1)
	return w.archive(src, k, item.Member, depth, item.Provenance, err)
}

// entries are what Strava's list tells of activities without a track.
func (w *walk) entries(s *strava, list string) bool {
	for item := range s.entries(func(name string) ingest.Item {
		return ingest.Item{Path: w.path, Member: join(list, name)}
	}) {
		w.Found(1)
		if over := w.spent.member(); over != nil {
			return w.yield(ingest.Item{Path: w.path, Member: list, Err: sentence(over)})
		}
		if !w.yield(item) {
			return false
		}
	}
	return true
}

// sentence is an error as the answer to an archive.
func sentence(err error) error {
	var f *ingest.FailedError
	var damaged *ingest.DamagedError
	var disk *os.PathError
	switch {
	case errors.As(err, &f):
		return f
	case errors.As(err, &damaged):
		return failed("%s", damaged.Reason)
	case errors.As(err, &disk):
		return disk
	}
	if damaged = ingest.Unpacking(err, "it"); damaged != nil {
		return failed("%s", damaged.Reason)
	}
	return failed("%v", err)
}
