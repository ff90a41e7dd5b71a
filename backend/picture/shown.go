package picture

import (
	"context"
	"image/jpeg"
	"io"
)

// MostShown is how many pixels a window is given to draw: it takes four bytes for each and more while it scales them, whatever
// they take in the file. It is as much as cameras make; what telephones make is half of it.
const MostShown = 25_000_000

const shownQuality = 85

// shownSides are how long the longer side may be, the first that fits into our memory.
var shownSides = []int{3072, 2048, 1024, thumbnailSide}

// Shown writes a JPEG of a picture that has more pixels than [MostShown], with few enough to be looked at closely: upright, in
// sRGB, on white where it is transparent; of one that moves the first frame. Its errors are those of [Thumbnail].
func Shown(ctx context.Context, r io.ReadSeeker, w io.Writer) error {
	from := &reading{ctx: ctx, r: r}
	_, o, err := look(from)
	if err != nil {
		return damaged(err)
	}
	var width, height int
	var cost int64
	for _, side := range shownSides {
		if width, height, cost = o.fitting(side); cost <= budget {
			break
		}
	}
	return alone(ctx, cost, func() error {
		small, err := o.small(from, width, height)
		if err != nil {
			return err
		}
		return jpeg.Encode(w, toSRGB(o.profile, onWhite(small)), &jpeg.Options{Quality: shownQuality})
	})
}
