package dossier

import (
	"context"
	"fmt"
	"strings"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"

	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/support"
)

// The page, in millimetres: A4 with the same margin all round, and a width for labels.
const (
	margin = 18.0
	labels = 38.0
	line   = 5.2
	gap    = 4.0
	// Pictures stand two in a row, and are at most so high.
	pictureGap    = 4.0
	pictureHeight = 70.0
)

const family = "go"

type colour struct{ r, g, b int }

// Colours of the light theme, on paper.
var (
	ink    = colour{0x17, 0x20, 0x1d}
	quiet  = colour{0x5c, 0x67, 0x62}
	accent = colour{0x0b, 0x6b, 0x63}
	rule   = colour{0xdf, 0xe4, 0xe0}
	amber  = colour{0x85, 0x50, 0x00}
	yellow = colour{0xff, 0xf6, 0xdc}
)

// paper is a dossier being written.
type paper struct {
	pdf     *fpdf.Fpdf
	letters *letters
	t       *Ticket
	o       *Options
	// pictures counts those that are in it: each needs a name of its own.
	pictures int
}

func newPaper(t *Ticket, o *Options) (*paper, error) {
	l, err := newLetters()
	if err != nil {
		return nil, err
	}
	p := &paper{pdf: fpdf.New("P", "mm", "A4", ""), letters: l, t: t, o: o}
	p.pdf.AddUTF8FontFromBytes(family, "", goregular.TTF)
	p.pdf.AddUTF8FontFromBytes(family, "B", gobold.TTF)
	p.pdf.SetMargins(margin, margin, margin)
	p.pdf.SetCellMargin(0)
	p.pdf.SetAutoPageBreak(true, margin+4)
	p.pdf.AliasNbPages("")
	p.pdf.SetTitle(l.shown(p.number()+" "+t.Title), true)
	p.pdf.SetAuthor(l.shown(t.By), true)
	p.pdf.SetCreator("Filo Diretto", true)
	p.pdf.SetLang(o.Texts.Language())
	p.pdf.SetCreationDate(t.At)
	p.pdf.SetModificationDate(t.At)
	p.pdf.SetFooterFunc(p.footer)
	p.pdf.SetHeaderFunc(p.header)
	p.pdf.AddPage()
	return p, p.pdf.Error()
}

// text sets how the next words look.
func (p *paper) text(style string, points float64, c colour) {
	p.pdf.SetFont(family, style, points)
	p.pdf.SetTextColor(c.r, c.g, c.b)
}

// write writes words from the left margin on, over as many lines and pages as they need.
func (p *paper) write(height float64, words string) {
	p.pdf.MultiCell(0, height, p.letters.shown(words), "", "L", false)
}

// width is how wide a page is between its margins.
func (p *paper) width() float64 {
	w, _ := p.pdf.GetPageSize()
	return w - 2*margin
}

// room makes sure that so much fits on the page still.
func (p *paper) room(height float64) {
	_, h := p.pdf.GetPageSize()
	if p.pdf.GetY()+height > h-margin-4 {
		p.pdf.AddPage()
	}
}

func (p *paper) header() {
	if !p.t.WithNotes {
		return
	}
	p.text("B", 9, amber)
	p.pdf.SetXY(margin, 9)
	p.pdf.CellFormat(0, 4, p.letters.shown(p.o.Texts.Text("dossier.internal")), "", 1, "R", false, 0, "")
	p.pdf.SetXY(margin, margin)
}

func (p *paper) footer() {
	p.text("", 8.5, quiet)
	p.pdf.SetY(-margin + 3)
	// How many pages there are is written in last: what stands for it has another width, so it stands at the left.
	page := p.o.Texts.Text("dossier.page", "page", fmt.Sprint(p.pdf.PageNo()), "pages", "{nb}")
	p.pdf.CellFormat(p.width()/2, 4, p.letters.shown(page), "", 0, "L", false, 0, "")
	p.pdf.CellFormat(0, 4, p.letters.shown("Filo Diretto · "+p.number()), "", 0, "R", false, 0, "")
}

func (p *paper) title() {
	p.text("B", 10, accent)
	p.write(line, p.o.Texts.Text("kind."+string(p.t.Kind))+" · "+p.number())
	p.text("B", 17, ink)
	p.write(8, p.t.Title)
	p.pdf.Ln(2)
}

// facts are what the ticket is about, a line each; what is not known has none.
func (p *paper) facts() {
	t, text := p.t, p.o.Texts.Text
	p.fact(text("options.status"), text("status."+string(t.Status)))
	p.fact(text("severity.label"), text("severity."+string(t.Severity)))
	p.fact(text("newTicket.category"), t.Category)
	if t.MachineID != "" {
		p.fact(text("machine.of"), join(" – ", t.Machine.Name, t.Machine.Model))
		p.fact(text("machine.serial"), t.Machine.Serial)
		p.fact(text("dossier.site"), t.Machine.Site)
	}
	p.fact(text("machine.company"), t.Company)
	p.fact(text("ticket.phone"), t.Phone)
	p.fact(text("dossier.openedBy"), join(", ", t.OpenedBy.Name, p.time(t.CreatedAt)))
	p.fact(text("ticket.assignedTo"), t.Assignee.Name)
	if !t.ClosedAt.IsZero() {
		p.fact(text("dossier.closedAt"), p.time(t.ClosedAt))
	}
	p.pdf.Ln(gap)
}

func (p *paper) fact(label, value string) {
	if value == "" {
		return
	}
	p.room(line)
	p.text("", 10, quiet)
	p.pdf.CellFormat(labels, line, p.letters.shown(label), "", 0, "L", false, 0, "")
	p.text("", 10, ink)
	p.write(line, value)
}

func (p *paper) resolution() {
	if p.t.Resolution == "" {
		return
	}
	p.heading(p.o.Texts.Text("options.resolution"))
	p.text("", 10.5, ink)
	p.write(line, p.t.Resolution)
	if p.t.Cause.Name != "" {
		p.text("", 10, quiet)
		p.write(line, p.o.Texts.Text("event.cause", "cause", p.t.Cause.Name))
	}
	p.pdf.Ln(gap)
}

func (p *paper) heading(words string) {
	p.room(3 * line)
	p.text("B", 12, accent)
	p.write(7, words)
	p.pdf.SetDrawColor(rule.r, rule.g, rule.b)
	p.pdf.Line(margin, p.pdf.GetY(), margin+p.width(), p.pdf.GetY())
	p.pdf.Ln(2)
}

// item is one message: an event is a sentence, all else has who and when above it.
func (p *paper) item(ctx context.Context, i *desk.Item) error {
	m := &i.Message
	if m.Kind == support.MessageEvent {
		p.text("", 9.5, quiet)
		p.write(line, p.time(m.CreatedAt)+"  "+p.sentence(m))
		if words := m.Event.Text; words != "" && m.Event.Type != support.EventResolution {
			p.write(line, words)
		}
		p.pdf.Ln(gap / 2)
		return p.pdf.Error()
	}
	p.room(2*line + p.beneathName(m))
	if m.Kind == support.MessageNote {
		p.pdf.SetFillColor(yellow.r, yellow.g, yellow.b)
		p.text("B", 9, amber)
		p.pdf.MultiCell(0, line, p.letters.shown(p.o.Texts.Text("dossier.note")), "", "L", true)
	}
	p.text("B", 10.5, ink)
	name := p.letters.shown(m.Author.Name)
	p.pdf.CellFormat(p.pdf.GetStringWidth(name)+3, line, name, "", 0, "L", false, 0, "")
	p.text("", 9, quiet)
	p.pdf.CellFormat(0, line, p.letters.shown(p.said(i)), "", 1, "L", false, 0, "")
	if m.Text != "" {
		p.text("", 10.5, ink)
		p.write(line, m.Text)
	}
	if err := p.attachments(ctx, i); err != nil {
		return err
	}
	p.pdf.Ln(gap)
	return p.pdf.Error()
}

// said is when something was said, and whether the server has it yet.
func (p *paper) said(i *desk.Item) string {
	when := p.time(i.CreatedAt)
	if i.State == desk.ItemWaiting || i.State == desk.ItemStuck {
		when += " · " + p.o.Texts.Text("dossier.waiting")
	}
	return when
}

// record says what the record ends in, by which anybody can hold this against the server's.
func (p *paper) record(items []desk.Item) {
	text := p.o.Texts.Text
	p.heading(text("dossier.record"))
	p.text("", 9.5, quiet)
	if newest := head(items); newest != (support.Hash{}) {
		p.write(line, text("dossier.record.head", "hash", newest.String()))
	}
	switch p.t.Record {
	case desk.RecordBroken:
		p.text("B", 9.5, amber)
		p.write(line, text("record.broken"))
	case desk.RecordRestored:
		p.write(line, text("record.restored"))
	}
	p.text("", 9.5, quiet)
	p.write(line, text("dossier.writtenBy", "name", p.t.By, "time", p.time(p.t.At)))
	if !p.t.FreshAt.IsZero() {
		p.write(line, text("dossier.freshAt", "time", p.time(p.t.FreshAt)))
	}
}

func join(between string, words ...string) string {
	var there []string
	for _, w := range words {
		if w != "" {
			there = append(there, w)
		}
	}
	return strings.Join(there, between)
}
