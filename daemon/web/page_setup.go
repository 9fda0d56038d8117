package web

func (v *visit) askToSetUp() error { return errNotFound }

func (v *visit) setUp() error { return errNotFound }
