package web

func (v *visit) patient() error { return errNotFound }

func (v *visit) addNote() error { return errNotFound }

func (v *visit) removeNote() error { return errNotFound }
