// Package picture looks at files that people attach: what kind a file is by its content, a small JPEG of a picture to show in
// a conversation, a copy that is fit to be sent on a bad line, and one without what cameras note of their owner and of the
// place.
//
// Whatever a file says of itself, memory stays within a budget: what a decoder would need is computed from the header, and
// what needs more is a file like any other. One picture is decoded at a time. Metadata is taken out of files of any size
// without decoding them.
package picture

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime/debug"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"filodiretto/backend/support"
)

var (
	// ErrDamaged: this is no picture after all, or one that breaks off.
	ErrDamaged = support.Errorf(support.CodeInvalid, "the picture is damaged")
	// ErrTooLarge: the picture would take too much memory to be decoded.
	ErrTooLarge = support.Errorf(support.CodeTooLarge, "the picture has too many pixels")
)

const (
	// budget is what a decoded picture may take, with what is made of it.
	budget = 48 << 20
	// mostPixels is what is decoded in a reasonable time.
	mostPixels = 100 << 20
	// considerable is what is given back to the system at once after use: the next picture must not come on top of it.
	considerable = 4 << 20
)

// Found is what a file is.
type Found struct {
	// Type is the media type by the content, without parameters. It may be an active one (text/html, image/svg+xml).
	Type string
	// Picture is whether it can be shown as a picture, by its header: [Thumbnail] may still find that it is damaged.
	Picture bool
	// Width and Height are of a picture, as it is shown.
	Width, Height int
}

// outline is what the header of a picture says.
type outline struct {
	kind          string
	width, height int // as stored
	turn          turn
	// cost is what decoding takes in bytes.
	cost int64
	// profile is the ICC profile, if there is a usable one.
	profile []byte
	// passes is how often the data go over all pixels, where the header says it.
	passes     int
	quality    int // of a JPEG, by its tables; 0 where it is not known
	animated   bool
	cmyk       bool
	planes     bool // of brightness, and of colours that are half as wide and high
	interlaced bool
}

// The kinds of pictures.
const (
	kindJPEG = "image/jpeg"
	kindPNG  = "image/png"
	kindGIF  = "image/gif"
	kindWebP = "image/webp"
)

// errNoPicture: the header is not one of a picture that can be decoded.
var errNoPicture = errors.New("not a picture that can be decoded")

// Look says what a file is, from its beginning wherever r stands. Only an error of reading is one.
func Look(ctx context.Context, r io.ReadSeeker) (Found, error) {
	from := &reading{ctx: ctx, r: r}
	kind, o, err := look(from)
	if err != nil && !errors.Is(err, errNoPicture) && !errors.Is(err, ErrDamaged) {
		return Found{}, err
	}
	found := Found{Type: kind}
	if err == nil {
		if _, _, cost := o.fitting(thumbnailSide); cost <= budget {
			found.Picture = true
			found.Width, found.Height = o.shown()
		}
	}
	return found, nil
}

// look reads the header: errNoPicture for other kinds of files.
func look(from *reading) (kind string, o *outline, err error) {
	defer stumbled(&err)
	if err := from.rewind(); err != nil {
		return "", nil, err
	}
	found, err := mimetype.DetectReader(from)
	if err != nil {
		return "", nil, err
	}
	kind, _, _ = strings.Cut(found.String(), ";")
	if found.Is("image/vnd.mozilla.apng") {
		kind = kindPNG
	}
	outlines := map[string]func(io.Reader) (*outline, error){kindJPEG: outlineJPEG, kindPNG: outlinePNG, kindGIF: outlineGIF, kindWebP: outlineWebP}
	read := outlines[kind]
	if read == nil {
		return kind, nil, errNoPicture
	}
	if err := from.rewind(); err != nil {
		return kind, nil, err
	}
	if o, err = read(from); err == nil && (o.width <= 0 || o.height <= 0) {
		err = errNoPicture
	}
	if err != nil {
		return kind, nil, from.judge(err)
	}
	o.kind = kind
	return kind, o, nil
}

// fitting is the size of a small picture, before it is turned, and what making it takes in bytes: more than all budgets where
// there are too many pixels.
func (o *outline) fitting(limit int) (width, height int, cost int64) {
	if int64(o.width)*int64(o.height) > mostPixels {
		return 0, 0, math.MaxInt64
	}
	width, height = fit(o.width, o.height, limit)
	result := int64(width) * int64(height) * 4
	if o.planes {
		result = result * 3 / 8
	}
	if o.turn != upright {
		result *= 2
	}
	return width, height, o.cost + scaleCost(o.width, o.height, 4, width, height) + result
}

// shown is the size as it is shown.
func (o *outline) shown() (width, height int) {
	if o.turn.swaps() {
		return o.height, o.width
	}
	return o.width, o.height
}

// decoding is held by whoever decodes.
var decoding = make(chan struct{}, 1)

// alone calls do, which takes cost bytes, once nobody else decodes, and gives back what it took. What costs too much is
// [ErrTooLarge].
func alone(ctx context.Context, cost int64, do func() error) (err error) {
	if cost > budget {
		return ErrTooLarge
	}
	select {
	case decoding <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-decoding }()
	if cost >= considerable {
		defer debug.FreeOSMemory()
	}
	defer stumbled(&err)
	return do()
}

// stumbled is deferred by whatever reads what somebody may have made up: who stumbles over it must not take the program along.
func stumbled(err *error) {
	if caught := recover(); caught != nil {
		*err = fmt.Errorf("%w: %v", ErrDamaged, caught)
	}
}

// reading is a file as decoders get it. It ends with its context, and remembers whether reading failed, which no decoder
// tells apart from a file that is damaged.
type reading struct {
	ctx context.Context
	r   io.ReadSeeker
	err error
}

func (r *reading) Read(p []byte) (int, error) {
	if r.err == nil {
		r.err = r.ctx.Err()
	}
	if r.err != nil {
		return 0, r.err
	}
	n, err := r.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	return n, err
}

func (r *reading) rewind() error {
	_, err := r.r.Seek(0, io.SeekStart)
	return err
}

// judge is what an error means that came out of decoding.
func (r *reading) judge(err error) error {
	switch {
	case err == nil:
		return nil
	case r.err != nil:
		return r.err
	case errors.Is(err, errNoPicture), errors.Is(err, ErrDamaged), errors.Is(err, ErrTooLarge):
		return err
	default:
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
}
