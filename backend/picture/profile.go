package picture

import (
	"bytes"
	"encoding/binary"
	"image"
	"math"
	"slices"

	"github.com/kovidgoyal/imaging"
	"github.com/kovidgoyal/imaging/prism/meta/icc"
)

// maxProfile is how large an ICC profile may be to be regarded. Those of printers have half a megabyte.
const maxProfile = 1 << 20

// profileParts gathers the parts of a profile that does not fit into one segment.
type profileParts struct {
	parts [][]byte
	size  int
	bad   bool
}

// add takes a part with its number, from 1, and how many there are.
func (p *profileParts) add(part []byte) {
	if len(part) < 2 || int(part[0]) != len(p.parts)+1 || p.size+len(part) > maxProfile {
		p.bad = true
		return
	}
	p.parts = append(p.parts, bytes.Clone(part[2:]))
	p.size += len(part)
}

func (p *profileParts) profile() []byte {
	if p.bad {
		return nil
	}
	return usable(bytes.Join(p.parts, nil))
}

// usable is the profile, or nil for what is none.
func usable(profile []byte) []byte {
	if len(profile) < 132 || len(profile) > maxProfile || string(profile[36:40]) != "acsp" {
		return nil
	}
	return profile
}

// toSRGB converts a small picture's colours, where its profile is one that can be understood.
func toSRGB(profile []byte, img image.Image) (converted image.Image) {
	profile = reduced(profile)
	if profile == nil {
		return img
	}
	// A profile that nobody understands is no reason to show nothing.
	defer func() {
		if recover() != nil {
			converted = img
		}
	}()
	parsed, err := icc.DecodeProfile(bytes.NewReader(profile))
	if err != nil {
		return img
	}
	converted, err = imaging.ConvertToSRGB(parsed, imaging.Relative, true, img)
	if err != nil {
		return img
	}
	return converted
}

// kept are the tags that a conversion needs, and of which types: parsers of others take what sizes they are told, and so
// could be made to ask for more memory than there is.
var (
	keptTags = []string{
		"rXYZ", "gXYZ", "bXYZ", "wtpt", "bkpt", "chad", "rTRC", "gTRC", "bTRC", "kTRC", "A2B0", "A2B1", "A2B2", "B2A0", "B2A1", "B2A2",
	}
	keptTypes = []string{"XYZ ", "sf32", "curv", "para", "mft1", "mft2"}
)

// reduced is a profile with a sound table of the tags that a conversion needs, else nil.
func reduced(profile []byte) []byte {
	if usable(profile) == nil {
		return nil
	}
	count := uint64(binary.BigEndian.Uint32(profile[128:]))
	first := 132 + 12*count
	if first > uint64(len(profile)) {
		return nil
	}
	var table []byte
	for i := range count {
		entry := profile[132+12*i : 144+12*i]
		at, size := uint64(binary.BigEndian.Uint32(entry[4:])), uint64(binary.BigEndian.Uint32(entry[8:]))
		if at < first || size < 8 || at+size > uint64(len(profile)) || !soundTag(string(entry[:4]), profile[at:at+size]) {
			continue
		}
		table = append(table, entry...)
	}
	kept := bytes.Clone(profile)
	binary.BigEndian.PutUint32(kept[128:], uint32(len(table)/12)) //nolint:gosec // there are fewer than before
	copy(kept[132:], table)
	return kept
}

func soundTag(tag string, content []byte) bool {
	kind := string(content[:4])
	if !slices.Contains(keptTags, tag) || !slices.Contains(keptTypes, kind) {
		return false
	}
	switch kind {
	case "curv":
		return len(content) >= 12 && 2*uint64(binary.BigEndian.Uint32(content[8:])) <= uint64(len(content)-12)
	case "mft1", "mft2":
		if len(content) < 52 {
			return false
		}
		in, out, grid := content[8], content[9], content[10]
		return in >= 1 && in <= 4 && out >= 1 && out <= 4 && grid >= 2 &&
			math.Pow(float64(grid), float64(in))*float64(out) <= float64(len(content))
	default:
		return true
	}
}
