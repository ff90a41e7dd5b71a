package picture

import "encoding/binary"

// turn is how a picture is to be turned to be shown, as EXIF has it: 1 is as it is stored. Bit by bit it is easier than by
// names: see [turn.from].
type turn int

const upright turn = 1

// swaps reports whether width and height change places.
func (t turn) swaps() bool { return t >= 5 }

const orientationTag = 0x0112

// turnIn finds the orientation in EXIF, which is a TIFF file.
func turnIn(tiff []byte) turn {
	if len(tiff) < 8 {
		return upright
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return upright
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return upright
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			break
		}
		if order.Uint16(entries) == orientationTag {
			const short = 3
			found := turn(order.Uint16(entries[8:]))
			if order.Uint16(entries[2:]) == short && order.Uint32(entries[4:]) == 1 && found >= 1 && found <= 8 {
				return found
			}
			break
		}
		entries = entries[12:]
	}
	return upright
}

// onlyTurn is EXIF that says the orientation and nothing else.
func onlyTurn(t turn) []byte {
	return []byte{
		'M', 'M', 0, '*', 0, 0, 0, 8,
		0, 1, // one entry
		orientationTag >> 8, orientationTag & 0xff, 0, 3, 0, 0, 0, 1, 0, byte(t), 0, 0,
		0, 0, 0, 0, // no other directory
	}
}
