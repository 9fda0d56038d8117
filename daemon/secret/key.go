package secret

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"filippo.io/age"
)

// place is the file the key is looked for in.
func (o Options) place() string { return cmp.Or(o.Credential, o.File) }

// existing is the key, nil where there is none yet.
func (k *Keeper) existing() (*age.X25519Identity, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.load()
}

// orNew is the key, made where there is none yet.
func (k *Keeper) orNew() (*age.X25519Identity, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if key, err := k.load(); key != nil || err != nil {
		return key, err
	}
	if err := create(k.options.File); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("make the key that seals tokens, %s: %w", k.options.File, pathless(err))
	}
	// Read back, since another process may have been first.
	return k.load()
}

func (k *Keeper) load() (*age.X25519Identity, error) {
	if k.key != nil {
		return k.key, nil
	}
	key, err := read(k.options.place(), k.options.Credential == "")
	if errors.Is(err, fs.ErrNotExist) && k.options.Credential == "" {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("the key that seals tokens, %s, %w", k.options.place(), err)
	}
	k.key = key
	return key, nil
}

// largestKey, in bytes, is far above a key with a comment.
const largestKey = 4 << 10

// read reads a key file. Its error goes on from the name of the file.
func read(path string, private bool) (*age.X25519Identity, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("can't be read: %w", pathless(err))
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, fmt.Errorf("can't be read: %w", pathless(err))
	case !info.Mode().IsRegular():
		return nil, errors.New("is not a file")
	case private && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		return nil, fmt.Errorf("is open to others on this machine; close it with: chmod 600 %s", path)
	}
	b, err := io.ReadAll(io.LimitReader(f, largestKey))
	if err != nil {
		return nil, fmt.Errorf("can't be read: %w", pathless(err))
	}
	return parse(string(b))
}

// parse takes a key with comments around it. The words of the library's errors
// are left out, since they may repeat part of the file.
func parse(text string) (*age.X25519Identity, error) {
	identities, err := age.ParseIdentities(strings.NewReader(text))
	if err == nil && len(identities) == 1 {
		if key, ok := identities[0].(*age.X25519Identity); ok {
			return key, nil
		}
	}
	return nil, errors.New("is not a key: a line that begins with AGE-SECRET-KEY-1 is wanted, and no other; put the right file back, or remove it and connect again")
}

const keyComment = "# Opens the tokens that needled keeps. Whoever has this file and the store\n" +
	"# can use them; without it every service has to be connected again.\n"

// create writes a new key, unless there is one: the error is then
// fs.ErrExist. The file appears whole or not at all, so that nobody reads half
// a key.
func create(path string) (err error) {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new-*") // mode 0600, O_EXCL
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(keyComment + key.String() + "\n")
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	// A link, unlike a rename, never takes the place of a key that is there.
	if err := os.Link(f.Name(), path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes the new name last through a power cut.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil // folders can't be opened for that there
	}
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// pathless is an error of the file system without the path, which the sentence
// around it names already.
func pathless(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.Err
	}
	return err
}
