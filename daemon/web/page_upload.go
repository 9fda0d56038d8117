package web

func (v *visit) upload() error { return errNotFound }

func (v *visit) uploaded() error { return errNotFound }
