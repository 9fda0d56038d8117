package web

func (v *visit) checkInForm() error { return errNotFound }

func (v *visit) checkIn() error { return errNotFound }

func (v *visit) removeCheckIn() error { return errNotFound }
