package dossier

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/color"
	"image/jpeg"
	"io"
	"io/fs"
	"log/slog"
	"slices"

	"codeberg.org/go-pdf/fpdf"

	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/support"
)

// beneathName is how high what comes first beneath a writer's name is, where that is no words: a name does not end a page.
func (p *paper) beneathName(m *support.Message) float64 {
	pictured := slices.ContainsFunc(m.Attachments, func(a support.Attachment) bool { return a.Width > 0 })
	if m.Text != "" || !pictured || p.o.Picture == nil {
		return 0
	}
	return pictureHeight + pictureGap
}

// givenUp reports whether a file was taken back by who attached it, also where only this workstation knows.
func givenUp(i *desk.Item, a *support.Attachment) bool {
	return a.Abandoned() || slices.ContainsFunc(i.Files, func(f desk.File) bool { return f.ID == a.ID && f.State == desk.FileAbandoned })
}

func (p *paper) attachments(ctx context.Context, i *desk.Item) error {
	m := &i.Message
	column, top, row := 0, 0.0, 0.0
	wide := (p.width() - pictureGap) / 2
	for n := range m.Attachments {
		a := &m.Attachments[n]
		if givenUp(i, a) {
			continue
		}
		name, w, h, err := p.picture(ctx, a, wide)
		if err != nil {
			return err
		}
		if name == "" {
			continue
		}
		if column == 0 {
			// Which one stands beside it, and how high that is, is not known yet.
			p.room(pictureHeight + pictureGap)
			top, row = p.pdf.GetY()+1.5, 0
		}
		x := margin + float64(column)*(wide+pictureGap)
		p.pdf.ImageOptions(name, x, top, w, h, false, fpdf.ImageOptions{ImageType: "JPG"}, 0, "")
		row = max(row, h)
		if column++; column == 2 {
			column = 0
			p.pdf.SetY(top + row + 1.5)
		}
	}
	if column > 0 {
		p.pdf.SetY(top + row + 1.5)
	}
	for n := range m.Attachments {
		a := &m.Attachments[n]
		p.text("", 9, quiet)
		said := fmt.Sprintf("%s · %s · SHA-256 %s", a.Name, p.size(a.Size), a.SHA256)
		if givenUp(i, a) {
			said += " · " + p.o.Texts.Text("dossier.abandoned")
		}
		p.write(4.4, said)
	}
	return p.pdf.Error()
}

// picture puts a picture into the document and says how large it is to stand there; no name where there is none to show.
func (p *paper) picture(ctx context.Context, a *support.Attachment, wide float64) (name string, w, h float64, err error) {
	if a.Width == 0 || p.o.Picture == nil {
		return "", 0, 0, nil
	}
	from, err := p.o.Picture(ctx, a)
	if err == nil {
		var b []byte
		b, err = io.ReadAll(from)
		err = errors.Join(err, from.Close())
		if err == nil {
			b, err = printable(b)
		}
		if err == nil {
			return p.place(b, wide)
		}
	}
	if ctx.Err() != nil {
		return "", 0, 0, ctx.Err()
	}
	if !errors.Is(err, fs.ErrNotExist) {
		slog.WarnContext(ctx, "a picture is not in the dossier", "attachment", a.ID, "err", err)
	}
	p.text("", 9, quiet)
	p.write(4.4, p.o.Texts.Text("dossier.picture.missing", "name", a.Name))
	return "", 0, 0, nil
}

// printable is a JPEG as a document takes it: whatever else it is given spoils all of it, such as one whose colours are stored as
// they are, which is written anew. The pictures that a document shows are small enough to be decoded.
func printable(b []byte) ([]byte, error) {
	config, err := jpeg.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	if slices.Contains([]color.Model{color.GrayModel, color.YCbCrModel, color.CMYKModel}, config.ColorModel) {
		return b, nil
	}
	img, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	var anew bytes.Buffer
	err = jpeg.Encode(&anew, img, &jpeg.Options{Quality: printedQuality})
	return anew.Bytes(), err
}

// printedQuality is that of pictures made to be sent.
const printedQuality = 85

func (p *paper) place(b []byte, wide float64) (name string, w, h float64, err error) {
	p.pictures++
	name = fmt.Sprintf("picture-%d", p.pictures)
	registered := p.pdf.RegisterImageOptionsReader(name, fpdf.ImageOptions{ImageType: "JPG"}, bytes.NewReader(b))
	if err := p.pdf.Error(); err != nil {
		return "", 0, 0, err
	}
	w, h = registered.Width(), registered.Height()
	scale := min(wide/w, pictureHeight/h)
	return name, w * scale, h * scale, nil
}
