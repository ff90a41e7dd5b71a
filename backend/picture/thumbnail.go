package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"
)

const (
	thumbnailSide    = 480
	thumbnailQuality = 80
)

// Thumbnail writes a JPEG of a picture whose long side is at most 480 pixels, upright, in sRGB, on white where it is transparent;
// of one that moves the first frame. It is [ErrDamaged] where the picture is not whole, [ErrTooLarge] where it would take too much
// memory. Whatever was written before an error is of no use.
func Thumbnail(ctx context.Context, r io.ReadSeeker, w io.Writer) error {
	from := &reading{ctx: ctx, r: r}
	_, o, err := look(from)
	if err != nil {
		return damaged(err)
	}
	width, height, cost := o.fitting(thumbnailSide)
	return alone(ctx, cost, func() error {
		small, err := o.small(from, width, height)
		if err != nil {
			return err
		}
		return jpeg.Encode(w, toSRGB(o.profile, onWhite(small)), &jpeg.Options{Quality: thumbnailQuality})
	})
}

// damaged is what there is to say where a picture was asked for.
func damaged(err error) error {
	if err == errNoPicture { //nolint:errorlint // it is never wrapped
		return ErrDamaged
	}
	return err
}

// small makes a small picture, upright, of the one whose outline it is, or of the first frame.
func (o *outline) small(from *reading, width, height int) (image.Image, error) {
	if err := from.rewind(); err != nil {
		return nil, err
	}
	if o.kind == kindPNG && !o.interlaced {
		img, err := o.smallPNG(from, width, height)
		return img, from.judge(err)
	}
	img, err := o.decode(from)
	if err != nil {
		return nil, err
	}
	return shrink(from.ctx, img, o.width, o.height, width, height, o.turn)
}

// decode decodes all pixels.
func (o *outline) decode(from *reading) (img image.Image, err error) {
	switch o.kind {
	case kindJPEG:
		if err := o.checkScans(from); err != nil {
			return nil, from.judge(err)
		}
		if err := from.rewind(); err != nil {
			return nil, err
		}
		img, err = jpeg.Decode(from)
	case kindPNG:
		img, err = png.Decode(from)
	case kindGIF:
		img, err = gif.Decode(from)
	case kindWebP:
		img, err = o.decodeWebP(from)
	}
	return img, from.judge(err)
}

// decodeWebP makes of the first frame of one that moves a picture of its own, which the decoder knows how to read.
func (o *outline) decodeWebP(from *reading) (image.Image, error) {
	if !o.animated {
		return webp.Decode(from)
	}
	var img image.Image
	err := walkWebP(from, func(c *chunk) error {
		if c.name != "ANMF" {
			return nil
		}
		frame, err := c.bytesOf(16)
		if err != nil {
			return err
		}
		header := []byte{0, 0, 0, 0}
		if next, err := c.r.Peek(4); err == nil && string(next) == "ALPH" {
			header[0] = webpAlpha
		}
		still := append([]byte("WEBP"), riffChunk("VP8X", append(header, frame[6:12]...))...)
		riff := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(int64(len(still))+c.left)) //nolint:gosec // part of one that fits
		if img, err = webp.Decode(io.MultiReader(bytes.NewReader(append(riff, still...)), c)); err == nil {
			img = moved(img, image.Pt(2*int(uint24(frame)), 2*int(uint24(frame[3:]))))
		}
		if err != nil {
			return err
		}
		return errEnough
	})
	if err == errEnough { //nolint:errorlint // it is never wrapped
		err = nil
	}
	return img, err
}

// moved is a picture at another place of its canvas.
func moved(img image.Image, by image.Point) image.Image {
	switch img := img.(type) {
	case *image.YCbCr:
		img.Rect = img.Rect.Add(by)
	case *image.NYCbCrA:
		img.Rect = img.Rect.Add(by)
	}
	return img
}

// onWhite takes the transparency out of a picture.
func onWhite(img image.Image) image.Image {
	rgba, ok := img.(*image.RGBA)
	if !ok {
		return img
	}
	for p := rgba.Pix; len(p) >= 4; p = p[4:] {
		if rest := 255 - p[3]; rest > 0 {
			// Sharp edges may shine brighter than they are opaque.
			p[0], p[1], p[2], p[3] = min(p[0], p[3])+rest, min(p[1], p[3])+rest, min(p[2], p[3])+rest, 255
		}
	}
	return rgba
}
