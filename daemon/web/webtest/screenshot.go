package webtest

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"math"
	"os"
	"slices"

	"github.com/chromedp/chromedp"
)

// pictureLimit is how large a picture may be, in bytes: they are kept in docs.
const pictureLimit = 150_000

// Screenshot writes the whole page, not only what fits the screen, as a PNG of
// at most 256 colours and 150 kB. The same page gives the same bytes.
func Screenshot(path string) chromedp.Action[chromedp.Void] { return ScreenshotTop(path, math.MaxInt) }

// ScreenshotTop is Screenshot of the page down to so many pixels.
func ScreenshotTop(path string, height int) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		ask[bool](ctx, "document.fonts.ready.then(() => true)")
		shot, err := chromedp.FullScreenshot(100)(ctx, target)
		if err != nil {
			return err
		}
		small, err := shrink(shot, height)
		if err != nil {
			return fmt.Errorf("picture for %s: %w", path, err)
		}
		return os.WriteFile(path, small, 0o644)
	})
}

// shrink writes the top of a PNG again with a palette.
func shrink(picture []byte, height int) ([]byte, error) {
	img, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, paletted(img, height)); err != nil {
		return nil, err
	}
	if b.Len() > pictureLimit {
		return nil, fmt.Errorf("%d bytes, %d is the limit; show less of the page", b.Len(), pictureLimit)
	}
	return b.Bytes(), nil
}

// paletted is the picture in its 256 most frequent colours. A page has few, and
// the edges of letters, which come close to one of them.
func paletted(img image.Image, height int) *image.Paletted {
	height = min(height, img.Bounds().Dy())
	counts := map[color.RGBA]int{}
	for y := range height {
		for x := range img.Bounds().Dx() {
			counts[at(img, x, y)]++
		}
	}
	colours := slices.SortedFunc(maps.Keys(counts), func(a, b color.RGBA) int {
		return cmp.Or(-cmp.Compare(counts[a], counts[b]), cmp.Compare(a.R, b.R), cmp.Compare(a.G, b.G), cmp.Compare(a.B, b.B))
	})
	var palette color.Palette
	for _, c := range colours[:min(len(colours), 256)] {
		palette = append(palette, c)
	}
	index := make(map[color.RGBA]uint8, len(colours))
	for _, c := range colours {
		index[c] = uint8(palette.Index(c))
	}
	out := image.NewPaletted(image.Rect(0, 0, img.Bounds().Dx(), height), palette)
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			out.SetColorIndex(x, y, index[at(img, x, y)])
		}
	}
	return out
}

func at(img image.Image, x, y int) color.RGBA {
	return color.RGBAModel.Convert(img.At(img.Bounds().Min.X+x, img.Bounds().Min.Y+y)).(color.RGBA)
}
