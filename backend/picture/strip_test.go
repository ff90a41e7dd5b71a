package picture_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"io"
	"slices"
	"strings"
	"testing"

	"filodiretto/backend/picture"
)

// secrets is what nobody but its owner may read in a picture.
var secrets = []string{"OWNER", "GPS", "MAKERNOTE", "COMMENT", "XMP", "IPTC", "PREVIEW", "SECOND", "TRAILER", "adobe.com", "Photoshop"}

// told is what cameras and programs put into a JPEG.
func told(orientation uint16) [][]byte {
	return [][]byte{
		segment(0xe0, "JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x02\x01PREVIEW"),
		segment(0xe0, "JFXX\x00\x13\x01\x01PREVIEW"),
		segment(0xe1, "Exif\x00\x00"+exif(binary.LittleEndian, orientation)),
		segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>XMP OWNER</x:xmpmeta>"),
		segment(0xe1, "http://ns.adobe.com/xmp/extension/\x00XMP OWNER"),
		segment(0xe2, "ICC_PROFILE\x00\x01\x01"+matrixProfile()),
		segment(0xe2, "MPF\x00MM\x00*\x00\x00\x00\x08SECOND"),
		segment(0xe4, "SECOND telephone's own"),
		segment(0xed, "Photoshop 3.0\x008BIM\x04\x04\x00\x00IPTC OWNER"),
		segment(0xef, "MAKERNOTE"),
		segment(0xfe, "COMMENT"),
	}
}

// talkative are pictures that tell more than what is to be seen, and how they look without it.
func talkative(t testing.TB) map[string]struct{ full, bare []byte } {
	t.Helper()
	jpegFile := asJPEG(corners(300, 200))
	orientation := segment(0xe1, "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00")
	profile := segment(0xe2, "ICC_PROFILE\x00\x01\x01"+matrixProfile())
	header := segment(0xe0, "JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00")
	behind := slices.Concat(jpegFile, []byte("SECOND TRAILER"))

	pngFile := asPNG(corners(300, 200))
	gamma := pngChunk("gAMA", "\x00\x00\xb1\x8f")
	stillWebP := drawn(t, "lossy.webp")[12:]
	return map[string]struct{ full, bare []byte }{
		"JPEG": {
			append(with(jpegFile, told(6)...), behind...),
			with(jpegFile, header, orientation, profile),
		},
		"progressive JPEG": {
			append(with(drawn(t, "progressive.jpeg"), told(1)...), behind...),
			with(drawn(t, "progressive.jpeg"), header, profile),
		},
		"PNG": {
			append(withChunks(pngFile, pngChunk("tEXt", "Author\x00OWNER"), gamma, pngChunk("zTXt", "Comment\x00\x00COMMENT"),
				pngChunk("iTXt", "XML:com.adobe.xmp\x00XMP"), pngChunk("eXIf", exif(binary.BigEndian, 1)),
				pngChunk("tIME", "\x07\xe9\x01\x01\x01\x01\x01"), pngChunk("prVt", "MAKERNOTE")), "TRAILER of what was cropped"...),
			withChunks(pngFile, gamma),
		},
		"PNG on its side": {
			withChunks(pngFile, pngChunk("eXIf", exif(binary.LittleEndian, 8))),
			withChunks(pngFile, pngChunk("eXIf", "MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x08\x00\x00\x00\x00\x00\x00")),
		},
		"WebP": {
			append(webp(riff("VP8X", []byte{0x2c, 0, 0, 0, 239, 0, 0, 159, 0, 0}), riff("ICCP", []byte(matrixProfile()+"x")), stillWebP,
				riff("EXIF", []byte(exif(binary.BigEndian, 6))), riff("XMP ", []byte("XMP OWNER")), riff("MINE", []byte("MAKERNOTE"))), "TRAILER"...),
			webp(riff("VP8X", []byte{0x28, 0, 0, 0, 239, 0, 0, 159, 0, 0}), riff("ICCP", []byte(matrixProfile()+"x")), stillWebP,
				riff("EXIF", []byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"))),
		},
		"GIF": {
			slices.Concat(gifStart, []byte("!\xfe\x07COMMENT\x00!\xff\x0bXMP DataXMP\x03XMP\x00"), gifRest, []byte("TRAILER")),
			slices.Concat(gifStart, gifRest),
		},
	}
}

// A GIF of one red pixel.
var (
	gifStart = []byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\x00\x00\x00\x00\x00")
	gifRest  = []byte(",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00;")
)

func TestStrip_LeavesWhatIsToBeSeenAndNothingElse(t *testing.T) {
	for name, c := range talkative(t) {
		var b bytes.Buffer
		if changed, err := picture.Strip(t.Context(), bytes.NewReader(c.full), &b); err != nil || !changed {
			t.Errorf("%s: %t, %v", name, changed, err)
		}
		if !bytes.Equal(b.Bytes(), c.bare) {
			t.Errorf("%s is\n%.600q, want\n%.600q", name, b.Bytes(), c.bare)
		}
		for _, secret := range secrets {
			if bytes.Contains(b.Bytes(), []byte(secret)) {
				t.Errorf("%s still tells of %s", name, secret)
			}
		}
		if _, _, err := image.Decode(bytes.NewReader(b.Bytes())); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		again := bytes.Buffer{}
		if _, err := picture.Strip(t.Context(), bytes.NewReader(b.Bytes()), &again); err != nil || !bytes.Equal(again.Bytes(), b.Bytes()) {
			t.Errorf("%s: twice is something else, %v", name, err)
		}
	}
}

// heic is a file with two items of metadata and something else between them; version is that of its tables.
func heic(version byte, camera, xmp string) []byte { return heicOf(version, camera, xmp, false) }

// heicOf is heic, on request with its tables last, which say of themselves no more than that they reach to the end.
func heicOf(version byte, camera, xmp string, last bool) []byte {
	box := func(kind, content string) string {
		return string(binary.BigEndian.AppendUint32(nil, uint32(len(content)+8))) + kind + content
	}
	word := func(n int) string { return string(binary.BigEndian.AppendUint16(nil, uint16(n))) }
	long := func(n int) string { return string(binary.BigEndian.AppendUint32(nil, uint32(n))) }
	number := word
	if version == 2 {
		number = long
	}
	table := func(first int) string {
		items := string([]byte{version, 0, 0, 0}) + number(3)
		if version == 1 {
			items = "\x01\x00\x00\x00" + long(3)
		}
		entry := "\x02\x00\x00\x00"
		for i, kind := range []string{"Exif", "hvc1", "mime"} {
			id := word(i + 1)
			if version == 2 {
				entry, id = "\x03\x00\x00\x00", long(i+1)
			}
			items += box("infe", entry+id+word(0)+kind+"name\x00application/rdf+xml\x00")
		}
		places := string([]byte{version, 0, 0, 0}) + "\x44\x40" + number(3)
		place := func(id, at, n, method int) {
			places += number(id)
			if version > 0 {
				places += word(method)
			}
			// In two pieces.
			places += word(0) + long(at) + word(2) + long(0) + long(n/2) + long(n/2) + long(n-n/2)
		}
		place(1, first, len(camera), 0)
		place(2, first+len(camera), 8, 0)
		if version > 0 {
			place(3, 0, len(xmp), 1)
		} else {
			place(3, first+len(camera)+8, len(xmp), 0)
		}
		return box("meta", "\x00\x00\x00\x00"+box("hdlr", "\x00\x00\x00\x00")+box("iinf", items)+box("idat", map[bool]string{true: xmp}[version > 0])+box("iloc", places))
	}
	start := box("ftyp", "heic\x00\x00\x00\x00mif1heic")
	first := len(start) + len(table(0)) + 8
	data := camera + "a pixel."
	if version == 0 {
		data += xmp
	}
	if last {
		return []byte(start + box("mdat", data) + "\x00\x00\x00\x00" + table(len(start) + 8)[4:])
	}
	return []byte(start + table(first) + box("mdat", data) + box("free", "the end"))
}

func TestStrip_OverwritesWhatAHEICTells(t *testing.T) {
	camera, xmp := "\x00\x00\x00\x06Exif\x00\x00"+exif(binary.BigEndian, 1), "<x:xmpmeta>XMP OWNER</x:xmpmeta>"
	nothing := "\x00\x00\x00\x00MM\x00*\x00\x00\x00\x08"
	// Both pieces of it begin anew.
	half := len(camera) / 2
	blank := nothing + strings.Repeat("\x00", half-len(nothing)) + nothing + strings.Repeat("\x00", len(camera)-half-len(nothing))
	for version := range byte(3) {
		file := heic(version, camera, xmp)
		for _, last := range []bool{false, true} {
			file, want := heicOf(version, camera, xmp, last), heicOf(version, blank, strings.Repeat(" ", len(xmp)), last)
			for _, name := range []string{"Strip", "Prepare"} {
				var b bytes.Buffer
				if changed, err := actions[name](t.Context(), bytes.NewReader(file), &b); err != nil || !changed || !bytes.Equal(b.Bytes(), want) {
					t.Errorf("%s, version %d, tables last %t: %t, %v\n%q, want\n%q", name, version, last, changed, err, b.Bytes(), want)
				}
			}
		}
		// Of tables that break off nobody knows what else they would have told of, wherever they do.
		for cut := bytes.Index(file, []byte("meta")) + 4; cut < bytes.Index(file, []byte("mdat"))-4; cut++ {
			if changed, err := picture.Strip(t.Context(), bytes.NewReader(file[:cut]), io.Discard); changed || !errors.Is(err, picture.ErrDamaged) {
				t.Errorf("version %d, tables that break off after %d bytes: %t, %v", version, cut, changed, err)
			}
		}
		for cut := 50; cut < len(file); cut += 7 {
			var b bytes.Buffer
			changed, err := picture.Strip(t.Context(), bytes.NewReader(file[:cut]), &b)
			if changed && (err != nil || bytes.Contains(b.Bytes(), []byte("OWNER"))) || err != nil && !errors.Is(err, picture.ErrDamaged) {
				t.Errorf("version %d, %d bytes: %t, %v", version, cut, changed, err)
			}
		}
	}
	if changed, err := picture.Strip(t.Context(), bytes.NewReader(drawn(t, "photo.heic")), io.Discard); changed || err != nil {
		t.Errorf("one that tells nothing: %t, %v", changed, err)
	}
}

func TestPrepare_TellsNothingOfWhoMadeAPicture(t *testing.T) {
	files := map[string][]byte{
		"large JPEG":      append(with(asJPEG(corners(2400, 240)), told(1)...), "SECOND"...),
		"JPEG to be read": append(with(asJPEG(corners(240, 160)), told(3)...), "SECOND"...),
	}
	for name, c := range talkative(t) {
		files[name] = c.full
	}
	for name, file := range files {
		for _, do := range []string{"Prepare", "Thumbnail"} {
			if strings.HasPrefix(name, "GIF") && do == "Thumbnail" {
				continue // of one pixel
			}
			var b bytes.Buffer
			if _, err := actions[do](t.Context(), bytes.NewReader(file), &b); err != nil {
				t.Errorf("%s of a %s: %v", do, name, err)
			}
			for _, secret := range secrets {
				if bytes.Contains(b.Bytes(), []byte(secret)) {
					t.Errorf("%s of a %s still tells of %s", do, name, secret)
				}
			}
		}
	}
}

func TestStrip_LeavesCMYKWhatDecodersNeedOfIt(t *testing.T) {
	file := with(drawn(t, "cmyk.jpeg"), segment(0xfe, "COMMENT"))
	var b bytes.Buffer
	if _, err := picture.Strip(t.Context(), bytes.NewReader(file), &b); err != nil {
		t.Fatal(err)
	}
	img, _ := done(t, "Thumbnail", b.Bytes())
	if names(img) != "rgwb" || bytes.Contains(b.Bytes(), []byte("COMMENT")) {
		t.Errorf("it is %s", names(img))
	}
}

func TestStrip_TakesFromABrokenPictureWhatItTells(t *testing.T) {
	whole := with(asJPEG(corners(300, 200)), told(1)...)
	var b bytes.Buffer
	if changed, err := picture.Strip(t.Context(), bytes.NewReader(whole[:len(whole)-500]), &b); err != nil || !changed {
		t.Fatal(changed, err)
	}
	if bytes.Contains(b.Bytes(), []byte("OWNER")) || b.Len() < 1000 {
		t.Error("it is as it was")
	}
	for name, file := range map[string][]byte{"JPEG": whole[:200], "PNG": asPNG(corners(300, 200))[:60], "WebP": drawn(t, "lossy.webp")[:100], "GIF": gifStart} {
		if changed, err := picture.Strip(t.Context(), bytes.NewReader(file), io.Discard); changed || !errors.Is(err, picture.ErrDamaged) {
			t.Errorf("a %s that breaks off: %t, %v", name, changed, err)
		}
	}
}

func TestThumbnail_ThereIsNoneOfAPictureThatBreaksOff(t *testing.T) {
	for _, name := range []string{"JPEG", "progressive.jpeg", "cmyk.jpeg", "interlaced.png", "deep.png", "paletted.png", "lossy.webp", "animated.gif"} {
		file := asJPEG(corners(300, 200))
		if name != "JPEG" {
			file = drawn(t, name)
		}
		end := len(file)
		if name == "animated.gif" {
			end = len(file) / 3 // the first frame is enough
		}
		for cut := 16; cut < end; cut += 1 + end/100 {
			var b bytes.Buffer
			if err := picture.Thumbnail(t.Context(), bytes.NewReader(file[:cut]), &b); !errors.Is(err, picture.ErrDamaged) || b.Len() > 0 {
				t.Errorf("%s, %d of %d bytes: %v, %d bytes", name, cut, len(file), err, b.Len())
			}
			if changed, err := picture.Prepare(t.Context(), bytes.NewReader(file[:cut]), io.Discard); changed || !errors.Is(err, picture.ErrDamaged) {
				t.Errorf("%s, %d of %d bytes is fit to be sent: %t, %v", name, cut, len(file), changed, err)
			}
		}
	}
}

func TestThumbnail_ThereIsNoneOfPixelsThatWereChanged(t *testing.T) {
	for _, name := range []string{"deep.png", "paletted.png", "interlaced.png"} {
		file := bytes.Clone(drawn(t, name))
		at := bytes.Index(file, []byte("IDAT")) + 30
		file[at] ^= 0x10
		if err := picture.Thumbnail(t.Context(), bytes.NewReader(file), io.Discard); !errors.Is(err, picture.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
