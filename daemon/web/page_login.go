package web

func (v *visit) askToSignIn() error { return errNotFound }

func (v *visit) enter() error { return errNotFound }
