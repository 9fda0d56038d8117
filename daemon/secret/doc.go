// Package secret seals small texts, such as a runner's tokens, so that a copy
// of the store alone gives nobody access: they are encrypted with age, by a key
// that lies apart from them, in a systemd credential or in a file only the
// service can read. It makes the tokens that go out, and hashes those and the
// passwords that come in, of which nothing else is kept.
//
// What it leaves to others: where sealed texts are kept, and telling people
// that a key is lost.
package secret
