package picture

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
)

// outlineGIF reads the size of the canvas, of which no picture is larger.
func outlineGIF(from io.Reader) (*outline, error) {
	var head [10]byte
	if _, err := io.ReadFull(from, head[:]); err != nil {
		return nil, unexpected(err)
	}
	o := &outline{turn: upright, animated: true}
	o.width, o.height = int(binary.LittleEndian.Uint16(head[6:])), int(binary.LittleEndian.Uint16(head[8:]))
	o.cost = int64(o.width) * int64(o.height)
	return o, nil
}

// Blocks of GIF.
const (
	gifExtension = 0x21
	gifPicture   = 0x2c
	gifEnd       = 0x3b

	gifControl     = 0xf9
	gifPlainText   = 0x01
	gifApplication = 0xff
)

// stripGIF copies a GIF without comments and without what programs other than players put into it.
func stripGIF(from io.Reader, to io.Writer) error {
	r := bufio.NewReaderSize(from, 64<<10)
	palette := func(flags byte) int64 {
		if flags&0x80 == 0 {
			return 0
		}
		return 3 << (flags&7 + 1)
	}
	head, err := r.Peek(13)
	if err != nil {
		return unexpected(err)
	}
	if err := pass(r, to, 13+palette(head[10])); err != nil {
		return err
	}
	for pictures := 0; ; {
		kind, err := r.ReadByte()
		if err != nil {
			return unexpected(err)
		}
		switch kind {
		case gifEnd:
			if pictures == 0 {
				return errNothing
			}
			_, err := to.Write([]byte{gifEnd})
			return err
		case gifPicture:
			pictures++
			descriptor, err := r.Peek(9)
			if err != nil {
				return unexpected(err)
			}
			if _, err := to.Write([]byte{gifPicture}); err != nil {
				return err
			}
			if err := pass(r, to, 9+palette(descriptor[8])+1); err != nil {
				return err
			}
			if err := copyBlocks(r, to); err != nil {
				return err
			}
		case gifExtension:
			if err := stripExtension(r, to); err != nil {
				return err
			}
		default:
			return errors.New("no block of a GIF")
		}
	}
}

func stripExtension(r *bufio.Reader, to io.Writer) error {
	label, err := r.ReadByte()
	if err != nil {
		return unexpected(err)
	}
	keep := label == gifControl || label == gifPlainText
	if label == gifApplication {
		if name, err := r.Peek(12); err == nil && name[0] == 11 {
			switch string(name[1:]) {
			case "NETSCAPE2.0", "ANIMEXTS1.0", "ICCRGBG1012":
				keep = true
			}
		}
	}
	if !keep {
		return copyBlocks(r, io.Discard)
	}
	if _, err := to.Write([]byte{gifExtension, label}); err != nil {
		return err
	}
	return copyBlocks(r, to)
}

// copyBlocks copies blocks of up to 255 bytes up to the empty one.
func copyBlocks(r *bufio.Reader, to io.Writer) error {
	for {
		size, err := r.Peek(1)
		if err != nil {
			return unexpected(err)
		}
		last := size[0] == 0
		if err := pass(r, to, int64(size[0])+1); err != nil || last {
			return err
		}
	}
}
