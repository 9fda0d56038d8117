package chart_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestVendoredFilesAreThoseOfTheirReadme(t *testing.T) {
	folder := filepath.Join("..", "assets", "uplot")
	readme, err := os.ReadFile(filepath.Join(folder, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	files := regexp.MustCompile("`([A-Za-z.]+)` \\| `([0-9a-f]{64})`").FindAllStringSubmatch(string(readme), -1)
	if len(files) != 3 {
		t.Fatalf("the README names %d files", len(files))
	}
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(folder, f[1]))
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(b); hex.EncodeToString(sum[:]) != f[2] {
			t.Errorf("%s has the sum %x", f[1], sum)
		}
	}
}

// The pages' Content-Security-Policy allows no inline style and no code from
// text, and foreign text must never become markup.
func TestScriptOfTheChartKeepsToThePolicy(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "assets", "chart.js"))
	if err != nil {
		t.Fatal(err)
	}
	for _, banned := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "cssText", "'style'", "eval(", "Function(", "http:", "https:"} {
		if strings.Contains(string(b), banned) {
			t.Errorf("chart.js uses %s", banned)
		}
	}
}
