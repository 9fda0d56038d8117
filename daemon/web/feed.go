package web

func (v *visit) calendar() error { return errNotFound }
