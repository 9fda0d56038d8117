// Package systemd holds the units that run needled as a service, and tells the
// service manager how the service does: ready, alive, reloading, stopping, and
// one line for `systemctl status`. Where nothing listens (a terminal, another
// system) each call does nothing.
//
// What it leaves to others: deciding when the service is ready or alive.
package systemd
