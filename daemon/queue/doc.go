// Package queue does jobs when they are due: each once, by a bounded number
// of workers, with leases that outlive no process, and with patience for what
// fails.
//
// A job has a kind, which says what does it, and a key; of one kind and key
// only one waits at a time. A handler answers with nil (done), Again (done,
// and due again then), or any other error (tried again later, with growing
// pauses). What is given up lies among the dead until a person revives it.
//
// A periodic job is added at each start, due at Every(its name, its interval,
// now), answers Again with the same, and has its interval as Handler.Within. A
// failure it can live with it notes itself and answers Again: one that is
// given up stays dead until it is revived or added again.
//
// A job may be done twice all the same: when its process is killed, or the
// table can't be written after it. Handlers make that harmless.
//
// Local is the form for one machine: it keeps its jobs in a Table, which
// several processes may share. Package queuetest has the suites that every
// Table and every Queue must pass.
package queue
