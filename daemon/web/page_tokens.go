package web

func (v *visit) addToken() error { return errNotFound }

func (v *visit) revokeToken() error { return errNotFound }
