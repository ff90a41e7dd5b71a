package cache

import (
	"encoding/hex"

	"filodiretto/backend/support"
)

// key is an id as the file keeps it: a UUID in its 16 bytes, anything else as it is.
func key(id string) []byte {
	if !support.ValidID(id) {
		return []byte(id)
	}
	out := make([]byte, 0, 16)
	digits := make([]byte, 0, 32)
	for i := range len(id) {
		if id[i] != '-' {
			digits = append(digits, id[i])
		}
	}
	out, err := hex.AppendDecode(out, digits)
	if err != nil {
		return []byte(id)
	}
	return out
}

// idOf reads what key made.
func idOf(k []byte) string {
	if len(k) != 16 {
		return string(k)
	}
	out := make([]byte, 36)
	hex.Encode(out[0:8], k[0:4])
	hex.Encode(out[9:13], k[4:6])
	hex.Encode(out[14:18], k[6:8])
	hex.Encode(out[19:23], k[8:10])
	hex.Encode(out[24:36], k[10:16])
	out[8], out[13], out[18], out[23] = '-', '-', '-', '-'
	return string(out)
}
