// Package notify tells a runner of what happened: it takes events from an
// outbox and sends each, as a short text, to every service the runner has
// named (ntfy, mail, Telegram, …).
//
// An event is a reference without figures; its text is made by the Composer at
// the moment it is delivered, from what is true then. What happens to a
// delivery is written to the outbox before and after it is sent, so that it
// outlives the process.
//
// A message is delivered at least once. Before it is sent the outbox marks it
// as under way, afterwards as delivered; only where the process dies between
// the service's yes and that mark, or the service takes a message without
// answering in time, does it come twice. The other order would lose messages
// instead, and a message twice is better than a run nobody heard of.
//
// What it leaves to others: keeping the outbox, writing events and texts.
package notify
