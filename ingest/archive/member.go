package archive

import "io"

// member is what an archive holds under a name.
type member struct {
	name string // clean, see cleanName
	size int64  // unpacked, as the archive states it; 0 when unknown
	mark string // names its bytes without their being read; "" where nothing does
	err  error  // the answer to it, when there is nothing to open
	open func() (io.ReadCloser, error)
	// streams says that what open returns takes no memory, however long.
	streams bool
	// within is the member as a source, when it is an archive itself; it is
	// spooled when it must be. What is damaged comes as far as it goes, with
	// the error.
	within func(tempDir string) (*source, error)
}

// members walks over an archive from its start, each time it is called, and
// stops when yield says so. Its error is about the archive, of which all
// members that could be found were yielded.
type members func(yield func(member) bool) error

// spooled is the within of a member that has to be copied.
func spooled(open func() (io.ReadCloser, error), limit int64) func(string) (*source, error) {
	return func(tempDir string) (*source, error) {
		r, err := open()
		if err != nil {
			return nil, err
		}
		defer r.Close()
		return spool(tempDir, r, limit)
	}
}
