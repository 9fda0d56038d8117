package webtest

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestFirstLoad(t *testing.T) {
	server := site(t, map[string]string{
		"/":           html(`<script src="/app.js"></script>`),
		"/other":      html(""),
		"/app.js":     `fetch("/chart.json")`,
		"/chart.json": strings.Repeat("7", 5000),
		"/site.css":   strings.Repeat(" ", 9000),
	})
	ctx := Page(t, 1280, false)
	// The style sheet is cached by now, which the first load must not profit from.
	Do(ctx, chromedp.Navigate(server.URL+"/other"), chromedp.Navigate(server.URL))
	load := FirstLoad(ctx)
	var urls []string
	var sum int64
	for _, asset := range load.Assets {
		urls = append(urls, strings.TrimPrefix(asset.URL, server.URL))
		sum += asset.Bytes
	}
	if got := strings.Join(urls, " "); got != "/site.css /chart.json / /app.js" {
		t.Errorf("%v", load)
	}
	if css := load.Assets[0].Bytes; css < 9000 || css > 9600 || sum != load.Bytes {
		t.Errorf("%v; want 9000 bytes of style sheet and its headers, and the sum of all", load)
	}
}

func TestScreenshot(t *testing.T) {
	server := site(t, map[string]string{
		"/":         html(`<p class="tall">Tall.</p>`),
		"/site.css": ":root { background: #fefefe } .tall { height: 2000px; color: #b00020 }",
	})
	ctx := Page(t, 360, false)
	folder := t.TempDir()
	once, again := filepath.Join(folder, "once.png"), filepath.Join(folder, "again.png")
	Do(ctx, chromedp.Navigate(server.URL), Screenshot(once), NoJavaScript(), Screenshot(again))
	picture, err := os.ReadFile(once)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	if size := img.Bounds().Size(); size.X != 360 || size.Y < 2000 {
		t.Errorf("the picture is %v, want the whole page, 360 px wide", size)
	}
	if r, g, b, _ := img.At(350, 1000).RGBA(); r>>8 != 0xfe || g>>8 != 0xfe || b>>8 != 0xfe {
		t.Errorf("the background became %x %x %x", r>>8, g>>8, b>>8)
	}
	if other, err := os.ReadFile(again); err != nil || !bytes.Equal(picture, other) {
		t.Errorf("the same page gave another picture (%v)", err)
	}
}

// A picture as large as its limit is refused rather than kept.
func TestShrink(t *testing.T) {
	noise := image.NewRGBA(image.Rect(0, 0, 600, 600))
	random := rand.New(rand.NewPCG(1, 2))
	for y := range 600 {
		for x := range 600 {
			noise.Set(x, y, color.RGBA{uint8(random.IntN(8) * 32), uint8(random.IntN(8) * 32), uint8(random.IntN(8) * 32), 255})
		}
	}
	if _, err := shrink(encoded(t, noise), 1<<20); err == nil || !strings.Contains(err.Error(), "150000 is the limit") {
		t.Errorf("noise: %v, want it refused", err)
	}
	small := noise.SubImage(image.Rect(100, 100, 300, 300))
	shrunk, err := shrink(encoded(t, small), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(shrunk))
	if err != nil {
		t.Fatal(err)
	}
	if p, ok := img.(*image.Paletted); !ok || len(p.Palette) != 256 || p.Rect.Dx() != 200 {
		t.Errorf("shrunk to %T of %v", img, img.Bounds())
	}
}

func encoded(t *testing.T, img image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
