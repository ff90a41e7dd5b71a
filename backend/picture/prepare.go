package picture

import (
	"context"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"
)

const (
	// preparedSide is as much as a technician needs to see the part.
	preparedSide    = 2048
	preparedQuality = 85
	// lowestQuality is what a picture is not made worse than, however bad it came: the losses of both add up.
	lowestQuality = 60
	// A PNG up to this size goes with all its pixels: it is a drawing or a screenshot, and letters in it stay sharp.
	smallPNG = 1 << 20
)

// Prepare writes a picture as it is to be sent on a bad line: its long side at most 2048 pixels, upright, and without metadata.
// The kind stays. A JPEG that is small enough keeps its pixels, unless it has to be turned; so does what moves, a WebP, and a PNG
// of at most 1 MiB. HEIC and AVIF keep everything but their metadata. Of a file that is no picture it reports false, and has written nothing: it
// goes as it is.
//
// [ErrTooLarge] is a picture that cannot be decoded within our memory, and [ErrDamaged] one that is not whole: of both,
// [Strip] can still make something to send. Whatever was written before an error is of no use.
func Prepare(ctx context.Context, r io.ReadSeeker, w io.Writer) (changed bool, err error) {
	defer stumbled(&err)
	from := &reading{ctx: ctx, r: r}
	kind, o, err := look(from)
	if errors.Is(err, errNoPicture) {
		// Perhaps it is one for others, and tells something all the same.
		return Strip(ctx, r, w)
	}
	if err != nil {
		return false, err
	}
	keep, err := o.keepsPixels(from)
	if err != nil {
		return false, err
	}
	if keep {
		whole, err := strip(from, w, kind, o)
		if err == nil && !whole {
			err = ErrDamaged
		}
		return err == nil, err
	}
	width, height, cost := o.fitting(preparedSide)
	err = alone(ctx, cost, func() error {
		img, err := o.small(from, width, height)
		if err != nil {
			return err
		}
		if kind == kindPNG {
			return o.encodePNG(ctx, w, img)
		}
		return o.encodeJPEG(ctx, w, img)
	})
	return err == nil, err
}

func (o *outline) keepsPixels(from *reading) (bool, error) {
	small := o.turn == upright && max(o.width, o.height) <= preparedSide
	switch o.kind {
	case kindJPEG:
		return small, nil
	case kindPNG:
		if small || o.animated {
			return true, nil
		}
		size, err := from.r.Seek(0, io.SeekEnd)
		return o.turn == upright && size <= smallPNG, err
	default:
		return true, nil
	}
}

// encodeJPEG keeps the profile with the colours it is about.
func (o *outline) encodeJPEG(ctx context.Context, w io.Writer, img image.Image) error {
	var profile []byte
	if o.cmyk {
		img = toSRGB(o.profile, img)
	} else {
		profile = profileSegments(o.profile)
	}
	to := &inserting{ctx: ctx, w: w, after: len("\xff\xd8"), what: profile}
	quality := preparedQuality
	if o.quality > 0 {
		// More than came would be bytes for nothing.
		quality = min(max(o.quality, lowestQuality), preparedQuality)
	}
	return jpeg.Encode(to, img, &jpeg.Options{Quality: quality})
}

// profileSegments are the segments of a JPEG for a profile.
func profileSegments(profile []byte) []byte {
	const most = 65533 - 14
	count := (len(profile) + most - 1) / most
	var segments []byte
	for i := range count {
		part := profile[i*most : min((i+1)*most, len(profile))]
		size := 2 + len(iccName) + 2 + len(part)
		segments = append(segments, 0xff, markAPP2, byte(size>>8), byte(size))
		segments = append(segments, iccName...)
		segments = append(segments, byte(i+1), byte(count))
		segments = append(segments, part...)
	}
	return segments
}

// encodePNG keeps the profile, and the transparency.
func (o *outline) encodePNG(ctx context.Context, w io.Writer, img image.Image) error {
	to := &inserting{ctx: ctx, w: w, after: len(pngStart) + 12 + 13, what: profileChunk(o.profile)}
	if rgba, ok := img.(*image.RGBA); ok && !rgba.Opaque() {
		img = unmultiplied(rgba)
	}
	return png.Encode(to, img)
}

// unmultiplied is the same picture, in place, as PNG has it.
func unmultiplied(rgba *image.RGBA) *image.NRGBA {
	for p := rgba.Pix; len(p) >= 4; p = p[4:] {
		if a := uint32(p[3]); a > 0 && a < 255 {
			for i := range p[:3] {
				p[i] = uint8((min(uint32(p[i]), a)*255 + a/2) / a) //nolint:gosec // at most 255
			}
		}
	}
	return &image.NRGBA{Pix: rgba.Pix, Stride: rgba.Stride, Rect: rgba.Rect}
}

// inserting writes something more after the first bytes. It ends with its context.
type inserting struct {
	ctx   context.Context
	w     io.Writer
	after int
	what  []byte
}

func (i *inserting) Write(p []byte) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	written := 0
	if i.what != nil {
		n, err := i.w.Write(p[:min(i.after, len(p))])
		i.after -= n
		if written = n; err != nil {
			return written, err
		}
		if i.after > 0 {
			return written, nil
		}
		if _, err := i.w.Write(i.what); err != nil {
			return written, err
		}
		i.what = nil
	}
	n, err := i.w.Write(p[written:])
	return written + n, err
}
