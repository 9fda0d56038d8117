package web

func (v *visit) people() error { return errNotFound }

func (v *visit) invite() error { return errNotFound }

func (v *visit) editPersonForm() error { return errNotFound }

func (v *visit) editPerson() error { return errNotFound }

func (v *visit) passwordLink() error { return errNotFound }

func (v *visit) withdrawInvitation() error { return errNotFound }
