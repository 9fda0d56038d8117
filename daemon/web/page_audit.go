package web

func (v *visit) auditLog() error { return errNotFound }

func (v *visit) exportAuditLog() error { return errNotFound }
