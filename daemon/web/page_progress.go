package web

func (v *visit) progress() error { return errNotFound }
