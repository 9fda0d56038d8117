package web

func (v *visit) runs() error { return errNotFound }
