package web

func (v *visit) sources() error { return errNotFound }

func (v *visit) sync() error { return errNotFound }

func (v *visit) undoBatch() error { return errNotFound }
