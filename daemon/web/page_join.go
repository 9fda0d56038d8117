package web

func (v *visit) askToJoin() error { return errNotFound }

func (v *visit) join() error { return errNotFound }
