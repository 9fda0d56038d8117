package web

func (v *visit) recovery() error { return errNotFound }

func (v *visit) exportReport() error { return errNotFound }
