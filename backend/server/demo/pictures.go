package demo

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"strings"
)

// How large pictures are.
const (
	pictureWidth  = 1000
	pictureHeight = 750
)

var (
	wall   = color.RGBA{125, 132, 129, 255}
	bright = color.RGBA{176, 180, 175, 255}
	steel  = color.RGBA{196, 200, 202, 255}
	paper  = color.RGBA{246, 245, 240, 255}
	ink    = color.RGBA{28, 32, 33, 255}
	teal   = color.RGBA{15, 107, 100, 255}
	red    = color.RGBA{179, 42, 30, 255}
)

func (c canvas) againstTheWall() canvas {
	c.fade(c.Bounds(), wall, bright)
	return c
}

// nameplate is the plate of a machine, whose serial number begins with the year.
func nameplate(model, serial string) ([]byte, error) {
	year, _, _ := strings.Cut(serial, "-")
	c := newCanvas(wall).againstTheWall()
	c.box(color.RGBA{90, 96, 94, 255}, 124, 134, 760, 500)
	c.fade(image.Rect(116, 122, 876, 622), steel, color.RGBA{226, 228, 229, 255})
	c.box(teal, 116, 122, 760, 110)
	for _, at := range []point{{146, 592}, {846, 592}, {146, 262}, {846, 262}} {
		c.ellipse(grey(120), at, 13, 13)
		c.line(grey(70), point{at.x - 8, at.y - 6}, point{at.x + 8, at.y + 6}, 3)
	}
	if err := c.write("MARZAGHI CONFEZIONAMENTO", point{496, 193}, 40, paper, true); err != nil {
		return nil, err
	}
	for i, row := range [][2]string{{"MODELLO", model}, {"MATRICOLA", serial}, {"ANNO", "20" + year}, {"TENSIONE", "400 V  50 Hz  3N"}} {
		y := 318 + float64(i)*78
		if err := c.write(row[0], point{196, y}, 26, grey(84), false); err != nil {
			return nil, err
		}
		c.line(grey(160), point{196, y + 20}, point{796, y + 20}, 2)
		if err := c.write(row[1], point{426, y}, 42, ink, false); err != nil {
			return nil, err
		}
	}
	return c.jpeg()
}

// gauge is a vacuum gauge that shows so many bar below nothing.
func gauge(bar float64) ([]byte, error) {
	c := newCanvas(wall).againstTheWall()
	middle := point{500, 372}
	c.box(grey(74), 452, 660, 96, 90)
	c.ellipse(grey(58), point{506, 380}, 330, 330)
	c.ellipse(steel, middle, 322, 322)
	c.ellipse(paper, middle, 284, 284)
	// From nothing at the lower left to one bar at the lower right.
	at := func(bar, radius float64) point {
		angle := (135 + 270*bar) / 180 * math.Pi
		return point{middle.x + radius*math.Cos(angle), middle.y + radius*math.Sin(angle)}
	}
	for i := 0; i < 60; i++ {
		// What is enough for this machine.
		from, to := 0.6+0.2*float64(i)/60, 0.6+0.2*float64(i+1)/60
		c.polygon(color.RGBA{46, 139, 87, 255}, at(from, 268), at(to, 268), at(to, 250), at(from, 250))
	}
	for i := 0; i <= 50; i++ {
		value, inner, width := float64(i)/50, 250.0, 2.5
		if i%5 == 0 {
			inner, width = 232, 5
		}
		c.line(ink, at(value, 268), at(value, inner), width)
		if i%10 == 0 {
			p := at(value, 192)
			label := "0"
			if i > 0 {
				label = fmt.Sprintf("−0,%d", i/5)
			}
			if i == 50 {
				label = "−1"
			}
			if err := c.write(label, point{p.x, p.y + 13}, 36, ink, true); err != nil {
				return nil, err
			}
		}
	}
	if err := c.write("bar", point{500, 512}, 44, ink, true); err != nil {
		return nil, err
	}
	tip, side := at(bar, 238), math.Pi/2+(135+270*bar)/180*math.Pi
	c.polygon(red, tip, point{middle.x + 11*math.Cos(side), middle.y + 11*math.Sin(side)}, at(bar, -70),
		point{middle.x - 11*math.Cos(side), middle.y - 11*math.Sin(side)})
	c.ellipse(ink, middle, 24, 24)
	return c.jpeg()
}

// cutCup is a suction cup that is cut at its edge.
func cutCup() ([]byte, error) {
	c := newCanvas(wall).againstTheWall()
	c.box(color.RGBA{220, 218, 210, 255}, 0, 640, pictureWidth, 110)
	c.ellipse(color.RGBA{150, 150, 144, 255}, point{512, 668}, 330, 26)
	dark, light := color.RGBA{126, 36, 22, 255}, color.RGBA{224, 89, 61, 255}
	c.fade(image.Rect(440, 40, 560, 180), grey(88), grey(190))
	// Rings, each a little wider than the one above it, with folds in between.
	for y := 170.0; y < 650; y++ {
		down := (y - 170) / 480
		half := 150 + 150*down*down + 34*math.Cos(down*3*2*math.Pi)
		for i := range 24 {
			from, to := 500-half+2*half*float64(i)/24, 500-half+2*half*float64(i+1)/24
			across := math.Abs(float64(i)-7) / 17
			c.fade(image.Rect(int(from), int(y), int(to)+1, int(y)+1), shade(light, dark, across), shade(light, dark, across))
		}
	}
	c.ellipse(dark, point{500, 646}, 334, 24)
	cut := []point{{640, 540}, {668, 578}, {654, 612}, {690, 668}}
	for i := range cut[1:] {
		c.line(color.RGBA{30, 12, 8, 255}, cut[i], cut[i+1], 12)
	}
	return c.jpeg()
}

// recipes is the panel of a machine with what it knows to make.
func recipes(model string) ([]byte, error) {
	c := newCanvas(color.RGBA{75, 85, 87, 255})
	c.box(color.RGBA{35, 41, 43, 255}, 90, 70, 820, 610)
	c.box(color.RGBA{12, 52, 64, 255}, 140, 120, 720, 430)
	c.box(teal, 140, 120, 720, 74)
	if err := c.write(model+"   RICETTE", point{168, 170}, 36, paper, false); err != nil {
		return nil, err
	}
	for i, row := range []string{"10   FORMATO DA 4   VERDE", "11   FORMATO DA 4   LUNGO", "12   FORMATO DA 6   VERDE", "13   FORMATO DA 8   GIALLO"} {
		y := 258 + float64(i)*82
		if i == 2 {
			c.box(color.RGBA{28, 96, 112, 255}, 152, y-48, 696, 70)
		}
		if err := c.write(row, point{176, y}, 36, color.RGBA{207, 233, 238, 255}, false); err != nil {
			return nil, err
		}
	}
	for i, lamp := range []color.RGBA{{44, 138, 75, 255}, {199, 178, 44, 255}, red} {
		c.ellipse(grey(18), point{220 + float64(i)*120, 616}, 40, 40)
		c.ellipse(lamp, point{220 + float64(i)*120, 616}, 33, 33)
	}
	return c.jpeg()
}
