package web

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"

	"needled/analysis/report"
)

// assetTag changes when any of the assets does. It is part of their addresses,
// so that no page meets those of another version.
var assetTag = tagOf(assetFiles)

func tagOf(files fs.FS) string {
	sum := sha256.New()
	err := fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := fs.ReadFile(files, path)
		sum.Write([]byte(path))
		sum.Write(content)
		return err
	})
	if err != nil {
		panic(err) // they are part of the program
	}
	sum.Write([]byte(report.StyleSheet())) // one of them, though it lies elsewhere
	return hex.EncodeToString(sum.Sum(nil)[:8])
}
