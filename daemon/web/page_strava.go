package web

func (v *visit) connectStrava() error { return errNotFound }

func (v *visit) stravaAnswers() error { return errNotFound }

func (v *visit) disconnectStrava() error { return errNotFound }
