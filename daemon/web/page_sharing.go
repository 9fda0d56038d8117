package web

func (v *visit) sharing() error { return errNotFound }

func (v *visit) grant() error { return errNotFound }

func (v *visit) withdraw() error { return errNotFound }
