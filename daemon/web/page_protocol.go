package web

func (v *visit) protocol() error { return errNotFound }
