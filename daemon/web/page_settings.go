package web

func (v *visit) settings() error { return errNotFound }

func (v *visit) editRunner() error { return errNotFound }

func (v *visit) editAccount() error { return errNotFound }

func (v *visit) changePassword() error { return errNotFound }
