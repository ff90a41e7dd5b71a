package picture

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
)

// Flags of the chunk VP8X.
const (
	webpAnimated = 1 << 1
	webpXMP      = 1 << 2
	webpEXIF     = 1 << 3
	webpAlpha    = 1 << 4
	webpICC      = 1 << 5
)

// walkChunks tells the chunks of a RIFF file's content of a size.
func walkChunks(r *bufio.Reader, size int64, visit func(c *chunk) error) error {
	c := &chunk{r: r}
	for size >= 8 {
		head, err := r.Peek(8)
		if err != nil {
			return unexpected(err)
		}
		c.name, c.size = string(head[:4]), int64(binary.LittleEndian.Uint32(head[4:]))
		c.left = c.size
		if size -= 8 + c.size; size < 0 {
			return io.ErrUnexpectedEOF
		}
		_, _ = r.Discard(8) // they are there
		if err := visit(c); err != nil {
			return err
		}
		padding := min(c.size&1, size)
		size -= padding
		if err := pass(r, io.Discard, c.left+padding); err != nil {
			return err
		}
	}
	return nil
}

// walkWebP tells the chunks of a WebP. Beyond its end it does not look.
func walkWebP(from io.Reader, visit func(c *chunk) error) error {
	r := bufio.NewReaderSize(from, 64<<10)
	var head [12]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return unexpected(err)
	}
	if string(head[:4]) != "RIFF" || string(head[8:]) != "WEBP" {
		return errNoPicture
	}
	return walkChunks(r, int64(binary.LittleEndian.Uint32(head[4:]))-4, visit)
}

// outlineWebP reads all but the pixels: the orientation stands behind them. The decoder takes what comes first for the picture, and
// of its size whatever stands before it: what is not as the format wants it is no picture, or it would be another than the one
// that is looked at here.
func outlineWebP(from io.Reader) (*outline, error) {
	o := &outline{turn: upright}
	f := &webpFrame{}
	first := true
	err := walkWebP(from, func(c *chunk) error {
		beginning := first
		first = false
		switch c.name {
		case "VP8X":
			if !beginning {
				return errNoPicture
			}
			b, err := c.bytes(10)
			if err != nil || len(b) != 10 {
				return errNoPicture
			}
			o.animated = b[0]&webpAnimated != 0
			o.width, o.height = 1+int(uint24(b[4:])), 1+int(uint24(b[7:]))
		case "ICCP":
			if c.size <= maxProfile {
				b, err := c.bytes(maxProfile)
				if err != nil {
					return err
				}
				o.profile = usable(b)
			}
		case "EXIF":
			b, err := c.bytes(1 << 20)
			if err != nil {
				return err
			}
			o.turn = turnIn(bytes.TrimPrefix(b, exifName))
		case "ANMF":
			if !o.animated || f.found {
				return nil
			}
			b, err := c.bytesOf(16)
			if err != nil {
				return err
			}
			left := c.left
			c.left = 0
			if err := walkChunks(c.r, left, f.visit); err != nil {
				return err
			}
			if !f.found || f.width != 1+int(uint24(b[6:])) || f.height != 1+int(uint24(b[9:])) {
				return errNoPicture
			}
			return nil
		default:
			if !o.animated && !f.found {
				return f.visit(c)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if !f.found {
		return nil, errNoPicture
	}
	if o.width == 0 {
		o.width, o.height = f.width, f.height
	}
	if !o.animated && (f.width != o.width || f.height != o.height) {
		return nil, errNoPicture
	}
	o.cost = f.cost
	return o, nil
}

// webpFrame is what is known of one picture, or the first, in a WebP.
type webpFrame struct {
	found         bool
	width, height int
	// alpha is the size of the transparency, packed whether it is compressed.
	alpha  int64
	packed bool
	cost   int64
}

// visit reads the header of the compressed data, of which there are only one, and computes what golang.org/x/image/webp takes to decode them. What is
// compressed without loss (VP8L) may ask for hundreds of megabytes of tables in a few bytes of it, which no header tells.
func (f *webpFrame) visit(c *chunk) error {
	switch c.name {
	case "VP8X":
		return errNoPicture
	case "ALPH":
		if f.found || f.alpha > 0 {
			return errNoPicture
		}
		b, err := c.bytesOf(1)
		if err != nil {
			return err
		}
		f.alpha, f.packed = c.size, b[0]&3 != 0
	case "VP8 ":
		b, err := c.bytesOf(10)
		if err != nil || f.found || f.packed || b[0]&1 != 0 || b[3] != 0x9d || b[4] != 1 || b[5] != 0x2a {
			return errNoPicture
		}
		f.found = true
		f.width, f.height = int(binary.LittleEndian.Uint16(b[6:])&0x3fff), int(binary.LittleEndian.Uint16(b[8:])&0x3fff)
		whole := int64((f.width+15)&^15) * int64((f.height+15)&^15)
		f.cost = whole*3/2 + whole/4 + c.size + f.alpha // planes, what filters remember, the compressed data
	case "VP8L":
		return errNoPicture
	}
	return nil
}

// bytesOf is the first n bytes of a content.
func (c *chunk) bytesOf(n int) ([]byte, error) {
	b := make([]byte, n)
	_, err := io.ReadFull(c, b)
	return b, unexpected(err)
}

func uint24(b []byte) uint32 { return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 }

// riffChunk is a chunk as it stands in a file.
func riffChunk(name string, content []byte) []byte {
	b := binary.LittleEndian.AppendUint32([]byte(name), uint32(len(content))) //nolint:gosec // a few bytes
	b = append(b, content...)
	if len(content)&1 != 0 {
		b = append(b, 0)
	}
	return b
}

// stripWebP copies a WebP without metadata: twice over it, since its length stands at the beginning.
func stripWebP(from *reading, to io.Writer, t turn) error {
	var exif []byte
	if t != upright {
		exif = riffChunk("EXIF", onlyTurn(t))
	}
	size, pixels := 4+int64(len(exif)), false
	err := walkWebP(from, func(c *chunk) error {
		if keptInWebP(c.name) {
			pixels = pixels || c.name == "VP8 " || c.name == "VP8L" || c.name == "ANMF"
			size += 8 + c.size + c.size&1
		}
		return nil
	})
	if err == nil && !pixels {
		err = errNothing
	}
	if err != nil {
		return err
	}
	if err := from.rewind(); err != nil {
		return err
	}
	head := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(size)) //nolint:gosec // no more than it was
	if _, err := to.Write(append(head, "WEBP"...)); err != nil {
		return err
	}
	err = walkWebP(from, func(c *chunk) error {
		if !keptInWebP(c.name) {
			return nil
		}
		if c.name == "VP8X" {
			b, err := c.bytes(10)
			if err != nil || len(b) != 10 {
				return errors.New("the header has another length")
			}
			b[0] &^= webpXMP | webpEXIF
			if exif != nil {
				b[0] |= webpEXIF
			}
			_, err = to.Write(riffChunk("VP8X", b))
			return err
		}
		if _, err := to.Write(binary.LittleEndian.AppendUint32([]byte(c.name), uint32(c.size))); err != nil { //nolint:gosec // it was one
			return err
		}
		c.left = 0
		if err := pass(c.r, to, c.size); err != nil {
			return err
		}
		_, err := to.Write(make([]byte, c.size&1))
		return err
	})
	if err == nil {
		_, err = to.Write(exif)
	}
	return err
}

func keptInWebP(name string) bool {
	switch name {
	case "VP8X", "ICCP", "ANIM", "ANMF", "ALPH", "VP8 ", "VP8L":
		return true
	default:
		return false
	}
}
