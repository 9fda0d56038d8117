package web

func (v *visit) roster() error { return errNotFound }

func (v *visit) invitePatient() error { return errNotFound }
