package web

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon/store"
)

// inboxPatience is how long a program that sent a file waits at most to hear
// what became of it.
const inboxPatience = 20 * time.Second

// uploadJSON is what became of a file that was sent.
type uploadJSON struct {
	Upload   string                   `json:"upload"` // its ID
	At       string                   `json:"at"`     // when it had arrived
	Done     bool                     `json:"done"`   // false: it is kept, and will be taken in
	Batch    *string                  `json:"batch"`  // under which it was taken in
	Trouble  *string                  `json:"trouble"`
	Counts   map[analysis.Outcome]int `json:"counts"`
	Receipts []report.ReceiptJSON     `json:"receipts"`
	Error    *errorText               `json:"error"` // null unless nothing but failures came of it
}

// apiPut takes a file in: its content is the body. It is kept before anything
// is answered.
func (v *visit) apiPut() error {
	_, r, err := v.view()
	if err != nil {
		return err
	}
	if _, err := v.query(); err != nil {
		return err
	}
	switch {
	case v.r.ContentLength == 0:
		return impossible("the body is empty; send the file itself as the body")
	case v.r.ContentLength > v.uploadLimit():
		return v.tooMuch()
	}
	file := Uploaded{Name: v.r.PathValue("name"), Content: v.incoming(v.uploadLimit()).Body}
	id, err := v.Service.TakeUpload(v.ctx(), r.Name, func(yield func(Uploaded, error) bool) { yield(file, nil) })
	if err != nil {
		return v.uploadError(err)
	}
	ctx, cancel := context.WithTimeout(v.ctx(), inboxPatience)
	defer cancel()
	u, err := v.Service.AwaitUpload(ctx, r.Name, id)
	if err != nil {
		return err
	}
	return v.answerUpload(u, r)
}

// apiUpload tells again what became of a file that was sent.
func (v *visit) apiUpload() error {
	_, r, err := v.view()
	if err != nil {
		return err
	}
	if _, err := v.query(); err != nil {
		return err
	}
	u, err := v.Service.Upload(v.ctx(), r.Name, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.answerUpload(u, r)
}

// answerUpload answers 202 as long as there is more to come, and to who sent
// it 422 where nothing but failures came of it.
func (v *visit) answerUpload(u store.Upload, r analysis.Runner) error {
	v.noteObject(u.ID)
	told := uploadJSON{Upload: u.ID, At: u.At.UTC().Format(time.RFC3339Nano), Done: u.Ended != nil, Counts: u.Counts, Receipts: []report.ReceiptJSON{}}
	if told.Counts == nil {
		told.Counts = map[analysis.Outcome]int{}
	}
	if u.Batch != "" {
		told.Batch = &u.Batch
	}
	if u.Trouble != "" {
		told.Trouble = &u.Trouble
	}
	for _, receipt := range u.Receipts {
		told.Receipts = append(told.Receipts, report.NewReceiptJSON(receipt, v.style(r).Units))
	}
	switch failed := u.Counts[analysis.Failed]; {
	case !told.Done:
		v.w.Header().Set("Location", apiBase+"/uploads/"+url.PathEscape(u.ID))
		return v.answer(http.StatusAccepted, told)
	case failed > 0 && len(u.Counts) == 1:
		told.Error = &errorText{errorCodes[http.StatusUnprocessableEntity], "Nothing in it can be read; the receipts say why."}
		if len(u.Receipts) == 1 && u.Receipts[0].Reason != "" {
			told.Error.Text = u.Receipts[0].Reason
		}
		if v.r.Method == http.MethodPut {
			return v.answer(http.StatusUnprocessableEntity, told)
		}
	}
	return v.answer(http.StatusOK, told)
}
