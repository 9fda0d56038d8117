package web

func (v *visit) newTreatment() error { return errNotFound }

func (v *visit) addTreatment() error { return errNotFound }

func (v *visit) treatmentForm() error { return errNotFound }

func (v *visit) editTreatment() error { return errNotFound }

func (v *visit) removeTreatment() error { return errNotFound }
