package picture_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"filodiretto/backend/picture"
)

// drawn is a file below testdata: the corners, as programs other than Go write them.
func drawn(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestLook_GoesByTheContent(t *testing.T) {
	shown := func(kind string, w, h int) picture.Found {
		return picture.Found{Type: kind, Picture: true, Width: w, Height: h}
	}
	for name, c := range map[string]struct {
		file []byte
		want picture.Found
	}{
		"JPEG":                      {asJPEG(corners(400, 300)), shown("image/jpeg", 400, 300)},
		"JPEG, progressive":         {drawn(t, "progressive.jpeg"), shown("image/jpeg", 240, 160)},
		"JPEG, CMYK":                {drawn(t, "cmyk.jpeg"), shown("image/jpeg", 240, 160)},
		"PNG":                       {asPNG(corners(40, 30)), shown("image/png", 40, 30)},
		"PNG that moves":            {animatedPNG(), shown("image/png", 40, 30)},
		"GIF":                       {drawn(t, "animated.gif"), shown("image/gif", 240, 160)},
		"WebP":                      {drawn(t, "lossy.webp"), shown("image/webp", 240, 160)},
		"WebP that moves":           {animatedWebP(t), shown("image/webp", 480, 320)},
		"WebP without loss":         {drawn(t, "lossless.webp"), picture.Found{Type: "image/webp"}},
		"HEIC":                      {drawn(t, "photo.heic"), picture.Found{Type: "image/heic"}},
		"a text":                    {[]byte("Pressione 4,2 bar\n"), picture.Found{Type: "text/plain"}},
		"a page":                    {[]byte("<!DOCTYPE html><script>alert(1)</script>"), picture.Found{Type: "text/html"}},
		"a drawing with a script":   {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`), picture.Found{Type: "image/svg+xml"}},
		"a page that begins as GIF": {[]byte("GIF89a<script>alert(1)</script>"), picture.Found{Type: "image/gif", Picture: true, Width: 29500, Height: 29283}},
		"a JPEG that is a ZIP too":  {append(asJPEG(corners(40, 30)), "PK\x03\x04"...), shown("image/jpeg", 40, 30)},
		"a header alone":            {asJPEG(corners(40, 30))[:3], picture.Found{Type: "image/jpeg"}},
		"bytes":                     {[]byte{0, 1, 2, 3}, picture.Found{Type: "application/octet-stream"}},
	} {
		if name == "a page that begins as GIF" {
			c.want.Picture, c.want.Width, c.want.Height = false, 0, 0 // so large that nobody tries
		}
		got, err := picture.Look(t.Context(), bytes.NewReader(c.file))
		if err != nil || got != c.want {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestLook_FindsNothingInAnEmptyFile(t *testing.T) {
	got, err := picture.Look(t.Context(), bytes.NewReader(nil))
	if err != nil || got.Picture {
		t.Errorf("%+v, %v", got, err)
	}
	for name, do := range actions {
		if changed, err := do(t.Context(), bytes.NewReader(nil), io.Discard); changed || name == "Thumbnail" && !errors.Is(err, picture.ErrDamaged) || name != "Thumbnail" && err != nil {
			t.Errorf("%s: %t, %v", name, changed, err)
		}
	}
}

// actions are all that can be done with a picture.
var actions = map[string]func(context.Context, io.ReadSeeker, io.Writer) (bool, error){
	"Thumbnail": func(ctx context.Context, r io.ReadSeeker, w io.Writer) (bool, error) {
		err := picture.Thumbnail(ctx, r, w)
		return err == nil, err
	},
	"Prepare": picture.Prepare,
	"Strip":   picture.Strip,
}

var errRead = errors.New("the stick was pulled out")

// broken reads up to a place.
type broken struct {
	io.ReadSeeker
	left int
}

func (b *broken) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errRead
	}
	n, err := b.ReadSeeker.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

func TestPicture_SaysThatReadingFailedAndNotThatItIsDamaged(t *testing.T) {
	file := asJPEG(corners(3000, 200))
	for name, do := range actions {
		_, err := do(t.Context(), &broken{bytes.NewReader(file), len(file) / 2}, io.Discard)
		if !errors.Is(err, errRead) || errors.Is(err, picture.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := picture.Look(t.Context(), &broken{bytes.NewReader(file), 100}); !errors.Is(err, errRead) {
		t.Errorf("Look: %v", err)
	}
}

type full struct{ error }

func (f full) Write([]byte) (int, error) { return 0, f.error }

func TestPicture_SaysThatWritingFailedAndNotThatItIsDamaged(t *testing.T) {
	noRoom := errors.New("no room")
	for kind, file := range map[string][]byte{
		"JPEG": asJPEG(corners(3000, 200)), "small JPEG": asJPEG(corners(300, 200)), "PNG": asPNG(corners(300, 200)),
		"GIF": drawn(t, "animated.gif"), "WebP": drawn(t, "lossy.webp"),
	} {
		for name, do := range actions {
			if _, err := do(t.Context(), bytes.NewReader(file), full{noRoom}); !errors.Is(err, noRoom) || errors.Is(err, picture.ErrDamaged) {
				t.Errorf("%s of a %s: %v", name, kind, err)
			}
		}
	}
}

func TestPicture_EndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, do := range actions {
		if _, err := do(ctx, bytes.NewReader(asJPEG(corners(3000, 200))), io.Discard); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// animatedPNG says that it has two frames.
func animatedPNG() []byte {
	control := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, 2), 0)
	return withChunks(asPNG(corners(40, 30)), pngChunk("acTL", string(control)))
}

// animatedWebP has two frames: the corners at the right below on a canvas of 480 × 320, then something else.
func animatedWebP(t testing.TB) []byte {
	t.Helper()
	still := drawn(t, "lossy.webp")
	frame := func(x, y, w, h int) []byte {
		b := make([]byte, 16)
		for i, n := range []int{x / 2, y / 2, w - 1, h - 1, 100} {
			b[3*i], b[3*i+1], b[3*i+2] = byte(n), byte(n>>8), byte(n>>16)
		}
		return slices.Concat(b, still[12:])
	}
	return webp(
		riff("VP8X", []byte{2, 0, 0, 0, 479 & 0xff, 479 >> 8, 0, 319 & 0xff, 319 >> 8, 0}),
		riff("ANIM", make([]byte, 6)), riff("ANMF", frame(240, 160, 240, 160)), riff("ANMF", frame(0, 0, 240, 160)),
	)
}

func riff(name string, content []byte) []byte {
	b := binary.LittleEndian.AppendUint32([]byte(name), uint32(len(content)))
	b = append(b, content...)
	return append(b, make([]byte, len(content)&1)...)
}

func webp(chunks ...[]byte) []byte {
	return riff("RIFF", append([]byte("WEBP"), bytes.Join(chunks, nil)...))
}
