package web

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"iter"
	"mime/multipart"
	"net/http"
	"slices"
	"time"

	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon/store"
)

const (
	// mostUpload is how many bytes may be uploaded at once, where the site isn't
	// told otherwise.
	mostUpload = 1 << 30
	// mostFiles is how many files may be.
	mostFiles = 2000
	// uploadPauses is how long nothing of an upload may come before it is cut,
	// and uploadTakes how long it may take in all.
	uploadPauses = time.Minute
	uploadTakes  = 6 * time.Hour
)

// uploadPart is the form for files.
type uploadPart struct {
	Most  int64  // bytes
	Limit string // the same for people
}

func (v *visit) uploadPart() uploadPart {
	return uploadPart{v.uploadLimit(), sizeWords(v.uploadLimit())}
}

func (s *Site) uploadLimit() int64 {
	if s.MostUpload > 0 {
		return s.MostUpload
	}
	return mostUpload
}

// sizeWords is a limit for people.
func sizeWords(n int64) string {
	for _, unit := range []struct {
		name  string
		bytes int64
	}{{"GB", 1 << 30}, {"MB", 1 << 20}, {"kB", 1 << 10}} {
		if n >= unit.bytes && n%unit.bytes == 0 {
			return fmt.Sprintf("%d %s", n/unit.bytes, unit.name)
		}
	}
	return fmt.Sprintf("%d bytes", n)
}

// upload takes files from the form, or from the script that shows how far it
// is.
func (v *visit) upload() error {
	_, r, err := v.view()
	if err != nil {
		return err
	}
	limit := v.uploadLimit()
	if v.r.ContentLength > limit+most { // a form takes some bytes of its own
		return v.tooMuch()
	}
	parts, err := v.incoming(limit + most).MultipartReader()
	if err != nil {
		return errNoFiles
	}
	id, err := v.Service.TakeUpload(v.ctx(), r.Name, formFiles(parts))
	if err != nil {
		return v.uploadError(err)
	}
	v.noteObject(id)
	return v.goTo("/sources/uploads/" + id)
}

// incoming is the request with a body that may be long, and may take long as
// long as something comes.
func (v *visit) incoming(limit int64) *http.Request {
	r := *v.r
	r.Body = &patient{http.MaxBytesReader(v.w, v.r.Body, limit), http.NewResponseController(v.w), time.Now().Add(uploadTakes)}
	return &r
}

// patient puts off the end of a connection's time with everything that comes.
type patient struct {
	io.ReadCloser
	connection *http.ResponseController
	until      time.Time
}

func (p *patient) Read(b []byte) (int, error) {
	end := time.Now().Add(uploadPauses)
	if end.After(p.until) {
		end = p.until
	}
	// Where there is no such time to put off, nothing is cut either.
	_ = p.connection.SetReadDeadline(end)
	_ = p.connection.SetWriteDeadline(end.Add(uploadPauses))
	return p.ReadCloser.Read(b)
}

// formFiles yields the files of a form. A browser sends an empty one without a
// name where none was chosen.
func formFiles(parts *multipart.Reader) iter.Seq2[Uploaded, error] {
	return func(yield func(Uploaded, error) bool) {
		for n := 0; ; {
			part, err := parts.NextRawPart()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(Uploaded{}, &brokenFormError{err})
				return
			}
			if part.FormName() != "file" || part.FileName() == "" {
				continue
			}
			if n++; n > mostFiles {
				yield(Uploaded{}, &RefusedError{fmt.Sprintf("More than %d files at once. Pack them into a zip file, or send them in parts.", mostFiles)})
				return
			}
			if !yield(Uploaded{part.FileName(), part}, nil) {
				return
			}
		}
	}
}

// brokenFormError is of a form that ends too early, or is none.
type brokenFormError struct{ cause error }

func (e *brokenFormError) Error() string { return "the form breaks off" }
func (e *brokenFormError) Unwrap() error { return e.cause }

var (
	errNoFiles     = &pageError{http.StatusUnprocessableEntity, "No file came", "Choose one or more files under Sources, then send them."}
	errNoRoom      = &pageError{http.StatusInsufficientStorage, "There is no room for that", "The disk of the machine needled runs on is full. Nothing was taken in. Tell whoever runs this needled, and send the files again when there is room."}
	errManyUploads = &pageError{http.StatusTooManyRequests, "Other files are still being sent", "Two uploads of yours are under way already. Nothing of this one was kept. Send it again when one of them has ended."}
	errManyWaiting = &pageError{http.StatusInsufficientStorage, "Much is waiting already", "What you sent before waits to be taken in, and there is room for no more. Nothing of this was kept. Send it again in a while; if that doesn’t help, tell whoever runs this needled."}
	errBroken      = &pageError{http.StatusBadRequest, "The files didn’t arrive whole", "The connection broke off, or what came was not as browsers send files. Nothing was taken in. Send them again."}
)

func (v *visit) tooMuch() error {
	return &pageError{http.StatusRequestEntityTooLarge, "That is too much at once",
		"At most " + sizeWords(v.uploadLimit()) + " can be sent at once. Nothing was taken in. Send the files in parts."}
}

// uploadError is why files were not taken, for whoever sent them.
func (v *visit) uploadError(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return v.tooMuch()
	}
	if refused, ok := errors.AsType[*RefusedError](err); ok {
		return &pageError{http.StatusUnprocessableEntity, "These files were not taken", refused.Text + " Nothing was taken in."}
	}
	_, broken := errors.AsType[*brokenFormError](err)
	switch {
	case errors.Is(err, ErrNoRoom):
		return errNoRoom
	case errors.Is(err, ErrManyUploads):
		return errManyUploads
	case errors.Is(err, ErrManyWaiting):
		return errManyWaiting
	case broken, errors.Is(err, io.ErrUnexpectedEOF):
		return errBroken
	case store.IsKind(err, store.Invalid):
		return errNoFiles
	}
	return err
}

// uploadedPage is what became of files that were sent.
type uploadedPage struct {
	At      string
	Files   []string
	Waiting bool
	Trouble string
	Counts  string
	Left    int // of what became of how many it isn't told one by one
	Rows    []report.ReceiptView
	Batch   string // "" where there is nothing to take back
}

// pressing orders what became of files by what a person has to see: failures,
// then runs outside the advice, the worst first, then the others by start.
func pressing(a, b analysis.Receipt) int {
	rank := func(r analysis.Receipt) int {
		switch {
		case r.Outcome == analysis.Failed:
			return 0
		case r.Verdict != nil && r.Verdict.Level == analysis.Violation:
			return 1
		case r.Verdict != nil && r.Verdict.Level == analysis.Caution:
			return 2
		case r.Run != nil:
			return 3
		}
		return 4
	}
	if by := cmp.Compare(rank(a), rank(b)); by != 0 || a.Run == nil || b.Run == nil {
		return by
	}
	return a.Run.Start.Compare(b.Run.Start)
}

// lookAgain is after how many seconds a page looks again.
const lookAgain = "2"

func (v *visit) uploaded() error {
	_, r, err := v.view()
	if err != nil {
		return err
	}
	u, err := v.Service.Upload(v.ctx(), r.Name, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	style := v.style(r)
	p := uploadedPage{At: style.Stamp(u.At), Files: u.Files, Waiting: u.Ended == nil, Trouble: u.Trouble, Counts: report.OutcomesWords(u.Counts)}
	for _, n := range u.Counts {
		p.Left += n
	}
	p.Left -= len(u.Receipts)
	for _, receipt := range slices.SortedStableFunc(slices.Values(u.Receipts), pressing) {
		row := report.ReceiptViewOf(receipt, style)
		p.Rows = append(p.Rows, row)
		if row.Run != nil {
			p.Batch = u.Batch
		}
	}
	if p.Waiting {
		v.w.Header().Set("Refresh", lookAgain)
		return v.render("uploaded", "Your files are being taken in", p)
	}
	return v.render("uploaded", "Your files", p)
}
