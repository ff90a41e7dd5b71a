package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"strings"
)

// Strip writes a picture as it is, down to the last pixel, without what was noted of its owner, the camera and the place:
// EXIF (but for the orientation), XMP, IPTC, comments, makers' notes, previews, and whatever stands behind its end. It never
// decodes, so it takes next to no memory, and knows JPEG, PNG, GIF, WebP, HEIC and AVIF of any size. Of other files it reports
// false, and has written nothing. Where it is [ErrDamaged] it cannot be told what is metadata; a picture that breaks off in its
// pixels is stripped like any other. Whatever was written before an error is of no use.
func Strip(ctx context.Context, r io.ReadSeeker, w io.Writer) (changed bool, err error) {
	defer stumbled(&err)
	from := &reading{ctx: ctx, r: r}
	kind, o, err := look(from)
	if errors.Is(err, errNoPicture) || errors.Is(err, ErrDamaged) {
		o = nil
	} else if err != nil {
		return false, err
	}
	if isHEIF(kind) {
		to := &writing{w: w}
		changed, err := stripHEIF(from, to)
		return changed, to.judge(from.judge(err))
	}
	_, err = strip(from, w, kind, o)
	return strippable(kind) && err == nil, err
}

func isHEIF(kind string) bool {
	return strings.HasPrefix(kind, "image/hei") || strings.HasPrefix(kind, "image/avif")
}

func strippable(kind string) bool {
	switch kind {
	case kindJPEG, kindPNG, kindGIF, kindWebP:
		return true
	default:
		return false
	}
}

// strip reports whether the picture is whole.
func strip(from *reading, w io.Writer, kind string, o *outline) (whole bool, err error) {
	if !strippable(kind) {
		return false, nil
	}
	if err := from.rewind(); err != nil {
		return false, err
	}
	to := &writing{w: w}
	whole = true
	switch kind {
	case kindJPEG:
		whole, err = stripJPEG(from, to)
	case kindPNG:
		err = stripPNG(from, to)
	case kindGIF:
		err = stripGIF(from, to)
	case kindWebP:
		t := upright
		if o != nil {
			t = o.turn
		}
		err = stripWebP(from, to, t)
	}
	return whole, to.judge(from.judge(damaged(err)))
}

// writing remembers whether writing failed, which is no fault of the picture.
type writing struct {
	w   io.Writer
	err error
}

func (w *writing) Write(p []byte) (int, error) {
	n, err := w.w.Write(p)
	if err != nil {
		w.err = err
	}
	return n, err
}

func (w *writing) judge(err error) error {
	if w.err != nil {
		return w.err
	}
	return err
}

// stripJPEG copies what decoders need and the profile of colours.
func stripJPEG(from io.Reader, to io.Writer) (whole bool, err error) {
	if _, err := to.Write([]byte{0xff, markSOI}); err != nil {
		return false, err
	}
	oriented := false
	whole, err = walkJPEG(from, func(marker byte, payload []byte) error {
		switch {
		case marker == markAPP0 && bytes.HasPrefix(payload, jfifName) && len(payload) >= 14:
			plain := bytes.Clone(payload[:14])
			plain[12], plain[13] = 0, 0 // no preview
			return writeSegment(to, marker, plain)
		case marker == markAPP1 && bytes.HasPrefix(payload, exifName) && !oriented:
			if t := turnIn(payload[len(exifName):]); t != upright {
				oriented = true
				return writeSegment(to, marker, append(bytes.Clone(exifName), onlyTurn(t)...))
			}
		case marker == markAPP2 && bytes.HasPrefix(payload, iccName),
			marker == markAPP14 && bytes.HasPrefix(payload, adobeName),
			marker >= markSOF0 && marker <= 0xcf, // frames, and tables for them
			marker >= markSOS && marker <= 0xdf:
			return writeSegment(to, marker, payload)
		}
		return nil
	}, to)
	if err == nil && whole {
		_, err = to.Write([]byte{0xff, markEOI})
	}
	return whole, err
}

func writeSegment(to io.Writer, marker byte, payload []byte) error {
	head := []byte{0xff, marker, 0, 0}
	binary.BigEndian.PutUint16(head[2:], uint16(len(payload)+2)) //nolint:gosec // it was one
	if _, err := to.Write(head); err != nil {
		return err
	}
	_, err := to.Write(payload)
	return err
}

// stripPNG copies what decoders need, and what colours mean.
func stripPNG(from io.Reader, to io.Writer) error {
	if _, err := to.Write(pngStart); err != nil {
		return err
	}
	oriented, pixels := false, false
	err := walkPNG(from, func(c *chunk) error {
		switch c.name {
		case "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "acTL", "fcTL", "fdAT",
			"cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "mDCV", "cLLI", "bKGD", "pHYs":
			pixels = pixels || c.name == "IDAT"
			return c.copy(to)
		case "eXIf":
			b, err := c.bytes(1 << 16)
			if t := turnIn(b); err == nil && t != upright && !oriented {
				oriented = true
				_, err = to.Write(pngChunk("eXIf", onlyTurn(t)))
			}
			return err
		}
		if c.name[0]&0x20 == 0 {
			return errors.New("a part that decoders need is not known")
		}
		return nil
	})
	if err == nil && !pixels {
		err = errNothing
	}
	return err
}

// copy copies a chunk of a PNG, and its check sum.
func (c *chunk) copy(to io.Writer) error {
	head := binary.BigEndian.AppendUint32(nil, uint32(c.size)) //nolint:gosec // it was one
	if _, err := to.Write(append(head, c.name...)); err != nil {
		return err
	}
	if err := pass(c.r, to, c.size+4); err != nil {
		return err
	}
	c.left = -4 // nothing is left of it
	return nil
}
