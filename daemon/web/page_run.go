package web

func (v *visit) run() error { return errNotFound }

func (v *visit) settleRun() error { return errNotFound }

func (v *visit) chartData() error { return errNotFound }

func (v *visit) chartPicture() error { return errNotFound }
