package picture

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"

	"compress/zlib"
)

var pngStart = []byte("\x89PNG\r\n\x1a\n")

// chunk is a part of a PNG or WebP, of which the content is read by whoever wants it while it is visited.
type chunk struct {
	name string
	size int64
	r    *bufio.Reader
	left int64
}

func (c *chunk) Read(p []byte) (int, error) {
	if c.left == 0 {
		return 0, io.EOF
	}
	n, err := c.r.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	if c.left > 0 {
		err = unexpected(err)
	}
	return n, err
}

// pass copies n bytes by way of the reader's own buffer: there may be millions of pieces.
func pass(r *bufio.Reader, to io.Writer, n int64) error {
	for n > 0 {
		if _, err := r.Peek(1); err != nil {
			return unexpected(err)
		}
		b, _ := r.Peek(int(min(n, int64(r.Buffered()))))
		if _, err := to.Write(b); err != nil {
			return err
		}
		n -= int64(len(b))
		_, _ = r.Discard(len(b)) // they are there
	}
	return nil
}

// bytes is all of a content that must not be long.
func (c *chunk) bytes(limit int64) ([]byte, error) {
	if c.size > limit {
		return nil, errors.New("a chunk is too long")
	}
	b := make([]byte, c.size)
	_, err := io.ReadFull(c, b)
	return b, unexpected(err)
}

// walkPNG tells the chunks of a PNG one after another. Beyond the end of the picture it does not look. Whether check sums
// hold is the decoder's concern. It is whole unless it breaks off.
func walkPNG(from io.Reader, visit func(c *chunk) error) error {
	r := bufio.NewReaderSize(from, 64<<10)
	start := make([]byte, len(pngStart))
	if _, err := io.ReadFull(r, start); err != nil {
		return unexpected(err)
	}
	if !bytes.Equal(start, pngStart) {
		return errNoPicture
	}
	c := &chunk{r: r}
	for {
		head, err := r.Peek(8)
		if err != nil {
			return unexpected(err)
		}
		c.name, c.size = string(head[4:]), int64(binary.BigEndian.Uint32(head))
		if c.left = c.size; c.size > 1<<31-1 {
			return errors.New("a chunk is too long")
		}
		_, _ = r.Discard(8) // they are there
		if err := visit(c); err != nil {
			return err
		}
		if err := pass(r, io.Discard, c.left+4); err != nil {
			return err
		}
		if c.name == "IEND" {
			return nil
		}
	}
}

// pngChunk is a chunk as it stands in a file.
func pngChunk(name string, content []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(content))) //nolint:gosec // at most maxProfile
	b = append(append(b, name...), content...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// outlinePNG reads all but the pixels: the orientation may stand behind them.
func outlinePNG(from io.Reader) (*outline, error) {
	o := &outline{turn: upright}
	first := true
	err := walkPNG(from, func(c *chunk) error {
		if first != (c.name == "IHDR") {
			return errors.New("the header is not at the beginning")
		}
		first = false
		switch c.name {
		case "IHDR":
			b, err := c.bytes(13)
			if err != nil || len(b) != 13 {
				return errNoPicture
			}
			return o.header(b)
		case "acTL":
			o.animated = true
		case "eXIf":
			b, err := c.bytes(1 << 16)
			if err != nil {
				return err
			}
			o.turn = turnIn(b)
		case "iCCP":
			if c.size <= maxProfile {
				b, err := c.bytes(maxProfile)
				if err != nil {
					return err
				}
				o.profile = unpackedProfile(b)
			}
		}
		return nil
	})
	return o, err
}

// header reads the first chunk, and computes what it takes to decode the picture: row by row, unless it is interlaced.
func (o *outline) header(b []byte) error {
	w, h := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
	if w == 0 || h == 0 || w > 1<<31-1 || h > 1<<31-1 {
		return errNoPicture
	}
	o.width, o.height = int(w), int(h)
	form := pngForm{depth: int(b[8]), colours: b[9]}
	if !form.known() {
		return errNoPicture
	}
	if o.interlaced = b[12] != 0; o.interlaced {
		o.cost = 2 * 8 * int64(w) * int64(h) // passes are decoded into pictures of their own
		if form.depth < 16 {
			o.cost /= 2
		}
		return nil
	}
	o.cost = 2*form.stride(o.width) + 4*int64(w)
	return nil
}

// unpackedProfile is the ICC profile in the content of iCCP.
func unpackedProfile(b []byte) []byte {
	_, packed, ok := bytes.Cut(b, []byte{0})
	if !ok || len(packed) < 1 {
		return nil
	}
	z, err := zlib.NewReader(bytes.NewReader(packed[1:]))
	if err != nil {
		return nil
	}
	profile, err := io.ReadAll(io.LimitReader(z, maxProfile+1))
	if err != nil {
		return nil
	}
	return usable(profile)
}

// profileChunk is a profile as a PNG has it.
func profileChunk(profile []byte) []byte {
	if profile == nil {
		return nil
	}
	var b bytes.Buffer
	b.WriteString("ICC\x00\x00")
	z := zlib.NewWriter(&b)
	_, _ = z.Write(profile) // into memory
	_ = z.Close()
	return pngChunk("iCCP", b.Bytes())
}
