package web

func (v *visit) treatments() error { return errNotFound }
