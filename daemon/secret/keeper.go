package secret

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"

	"filippo.io/age"
)

// Largest, in bytes, is the longest text that is sealed.
const Largest = 64 << 10

// ErrConnectAgain says that a sealed text can never be read again: its key is
// gone or another one, or its bytes are damaged. What it gave access to has to
// be granted anew.
var ErrConnectAgain = errors.New("connect again")

// Options is where the key lies.
type Options struct {
	// File holds the key, an age X25519 identity. It is made when something is
	// sealed for the first time; its folder must be there. Nobody but its owner
	// may have leave to it (mode 0600 or 0400).
	File string
	// Credential is the file systemd hands the key to the service in, "" for
	// none. With one, File plays no part.
	Credential string
}

// Keeper seals and opens. It may be used from several goroutines, and by
// several processes on the same key.
type Keeper struct {
	options Options

	mu  sync.Mutex
	key *age.X25519Identity // nil until it is read or made
}

// Open finds the key. That there is none yet is no error; one that can't be
// read, that is no key, or that others may read is.
func Open(o Options) (*Keeper, error) {
	k := &Keeper{options: o}
	if _, err := k.existing(); err != nil {
		return nil, err
	}
	return k, nil
}

// Seal encrypts a text of at most Largest bytes, and makes the key where there
// is none. Two seals of one text differ.
func (k *Keeper) Seal(text []byte) ([]byte, error) {
	if len(text) > Largest {
		return nil, fmt.Errorf("seal a text: it has %d bytes, at most %d are taken", len(text), Largest)
	}
	key, err := k.orNew()
	if err != nil {
		return nil, err
	}
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, key.Recipient())
	if err == nil {
		if _, err = w.Write(text); err == nil {
			err = w.Close()
		}
	}
	if err != nil {
		return nil, fmt.Errorf("seal a text: %w", err)
	}
	return sealed.Bytes(), nil
}

// Open decrypts what Seal gave. The error is ErrConnectAgain where no key will
// ever open it.
func (k *Keeper) Open(sealed []byte) ([]byte, error) {
	key, err := k.existing()
	switch {
	case err != nil:
		return nil, err
	case key == nil:
		return nil, fmt.Errorf("what was sealed can't be opened: its key %s is gone; put it back from where you keep copies, or %w", k.options.File, ErrConnectAgain)
	}
	text, err := open(sealed, key)
	if _, other := errors.AsType[*age.NoIdentityMatchError](err); other {
		return nil, fmt.Errorf("what was sealed can't be opened: the key %s is not the one that sealed it; put that one back, or %w", k.options.place(), ErrConnectAgain)
	}
	if err != nil {
		return nil, fmt.Errorf("what was sealed can't be opened: it is damaged; %w", ErrConnectAgain)
	}
	return text, nil
}

// Format shows where the key lies, never the key.
func (k *Keeper) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "keeper of %s", k.options.place()) }

func open(sealed []byte, key *age.X25519Identity) ([]byte, error) {
	r, err := age.Decrypt(bytes.NewReader(sealed), key)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(r, Largest+1))
	if err == nil && len(text) > Largest {
		err = errors.New("it is larger than anything that is sealed")
	}
	return text, err
}
