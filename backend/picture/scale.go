package picture

import (
	"context"
	"image"
	"image/draw"
	"math"
)

// plane is a rectangle of samples of n interleaved channels.
type plane struct {
	pix        []uint8
	w, h, step int
}

// fit is the size of a picture whose long side is at most limit.
func fit(w, h, limit int) (int, int) {
	long := max(w, h)
	if long <= limit {
		return w, h
	}
	of := func(side int) int { return max(1, (side*limit+long/2)/long) }
	return of(w), of(h)
}

// shrink makes a picture smaller, and upright: of a canvas of w × h pixels, outside of img transparent, one of dw × dh, before
// it is turned. What comes out is an [image.Gray], [image.YCbCr] (4:2:0), [image.CMYK], or else [image.RGBA].
func shrink(ctx context.Context, img image.Image, w, h, dw, dh int, t turn) (image.Image, error) {
	var planes []plane
	scale := func(row rows, w, h, step, dw, dh int) error {
		p, err := scaled(ctx, row, w, h, step, dw, dh)
		planes = append(planes, t.turned(p))
		return err
	}
	whole := img.Bounds() == image.Rect(0, 0, w, h)
	switch img := img.(type) {
	case *image.Gray:
		if whole {
			err := scale(rowsOf(img.Pix, img.Stride), w, h, 1, dw, dh)
			return &image.Gray{Pix: planes[0].pix, Stride: planes[0].w, Rect: planes[0].rect()}, err
		}
	case *image.CMYK:
		if whole {
			err := scale(rowsOf(img.Pix, img.Stride), w, h, 4, dw, dh)
			return &image.CMYK{Pix: planes[0].pix, Stride: 4 * planes[0].w, Rect: planes[0].rect()}, err
		}
	case *image.YCbCr:
		if whole {
			cw, ch := chroma(img.SubsampleRatio, w, h)
			err := scale(rowsOf(img.Y, img.YStride), w, h, 1, dw, dh)
			for _, pix := range [][]uint8{img.Cb, img.Cr} {
				if err == nil {
					err = scale(rowsOf(pix, img.CStride), cw, ch, 1, (dw+1)/2, (dh+1)/2)
				}
			}
			if err != nil {
				return nil, err
			}
			return &image.YCbCr{
				Y: planes[0].pix, Cb: planes[1].pix, Cr: planes[2].pix, YStride: planes[0].w, CStride: planes[1].w,
				SubsampleRatio: image.YCbCrSubsampleRatio420, Rect: planes[0].rect(),
			}, nil
		}
	}
	row := image.NewRGBA(image.Rect(0, 0, w, 1))
	err := scale(func(y int) ([]uint8, error) {
		clear(row.Pix)
		draw.Draw(row, row.Rect, img, image.Pt(0, y), draw.Src)
		return row.Pix, nil
	}, w, h, 4, dw, dh)
	return &image.RGBA{Pix: planes[0].pix, Stride: 4 * planes[0].w, Rect: planes[0].rect()}, err
}

func (p plane) rect() image.Rectangle { return image.Rect(0, 0, p.w, p.h) }

// rows gives a picture row by row, each once and in their order; the next may overwrite it.
type rows func(y int) ([]uint8, error)

func rowsOf(pix []uint8, stride int) rows {
	return func(y int) ([]uint8, error) { return pix[y*stride:], nil }
}

// chroma is the size of the planes of colour.
func chroma(ratio image.YCbCrSubsampleRatio, w, h int) (int, int) {
	switch ratio {
	case image.YCbCrSubsampleRatio422:
		return (w + 1) / 2, h
	case image.YCbCrSubsampleRatio420:
		return (w + 1) / 2, (h + 1) / 2
	case image.YCbCrSubsampleRatio440:
		return w, (h + 1) / 2
	case image.YCbCrSubsampleRatio411:
		return (w + 3) / 4, h
	case image.YCbCrSubsampleRatio410:
		return (w + 3) / 4, (h + 1) / 2
	default:
		return w, h
	}
}

// Weights are fixed-point numbers; samples between the two directions have some more bits than 8.
const (
	weightBits = 14
	moreBits   = 6
)

// filter says of which samples each of a smaller row is made: span of them from first on, by weights.
type filter struct {
	span    int
	first   []int
	weights []int32
}

// catmullRom keeps edges sharp, and its halos are small.
func catmullRom(x float64) float64 {
	switch x = math.Abs(x); {
	case x < 1:
		return 1 + x*x*(1.5*x-2.5)
	case x < 2:
		return 2 + x*(-4+x*(2.5-0.5*x))
	default:
		return 0
	}
}

func spanOf(from, to int) int {
	return min(from, int(math.Ceil(4*max(1, float64(from)/float64(to))))+1)
}

func newFilter(from, to int) filter {
	ratio := float64(from) / float64(to)
	wide := max(1, ratio)
	span := spanOf(from, to)
	f := filter{span: span, first: make([]int, to), weights: make([]int32, to*span)}
	exact := make([]float64, span)
	for i := range to {
		centre := (float64(i)+0.5)*ratio - 0.5
		first := min(max(0, int(math.Ceil(centre-2*wide))), from-span)
		f.first[i] = first
		sum := 0.0
		for k := range exact {
			exact[k] = catmullRom((float64(first+k) - centre) / wide)
			sum += exact[k]
		}
		weights, left, largest := f.weights[i*span:(i+1)*span], int32(1<<weightBits), 0
		for k, x := range exact {
			weights[k] = int32(math.Round(x / sum * (1 << weightBits)))
			left -= weights[k]
			if weights[k] > weights[largest] {
				largest = k
			}
		}
		weights[largest] += left // so that a plain area stays as it is
	}
	return f
}

// scaleCost is what scaled takes in bytes, without its result.
func scaleCost(w, h, step, dw, dh int) int64 {
	across, down := int64(spanOf(w, dw)), int64(spanOf(h, dh))
	return 4*(down+1)*int64(dw)*int64(step) + 4*(across+2)*int64(dw) + 4*(down+2)*int64(dh)
}

// scaled makes a plane of dw × dh from w × h.
func scaled(ctx context.Context, row rows, w, h, step, dw, dh int) (plane, error) {
	p := plane{pix: make([]uint8, dw*dh*step), w: dw, h: dh, step: step}
	if w == dw && h == dh {
		for y := range h {
			if err := ctx.Err(); err != nil {
				return plane{}, err
			}
			from, err := row(y)
			if err != nil {
				return plane{}, err
			}
			copy(p.pix[y*w*step:(y+1)*w*step], from)
		}
		return p, nil
	}
	across, down := newFilter(w, dw), newFilter(h, dh)
	// Of the rows that are narrow already, those are kept that the next row of the result needs.
	narrow := make([][]int32, down.span)
	for i := range narrow {
		narrow[i] = make([]int32, dw*step)
	}
	sum := make([]int32, dw*step)
	next := 0
	for y := range dh {
		if err := ctx.Err(); err != nil {
			return plane{}, err
		}
		first := down.first[y]
		for ; next < first+down.span; next++ {
			wide, err := row(next)
			if err != nil {
				return plane{}, err
			}
			if wide = wide[:w*step]; step == 1 {
				across.one(narrow[next%down.span], wide)
			} else {
				across.four(narrow[next%down.span], wide)
			}
		}
		const half = 1 << (weightBits + moreBits - 1)
		for i := range sum {
			sum[i] = half
		}
		for k, weight := range down.weights[y*down.span : (y+1)*down.span] {
			if weight == 0 {
				continue
			}
			from := narrow[(first+k)%down.span][:len(sum)]
			for i := range sum {
				sum[i] += weight * from[i]
			}
		}
		to := p.pix[y*len(sum) : (y+1)*len(sum)]
		for i, s := range sum {
			to[i] = clamped(s >> (weightBits + moreBits))
		}
	}
	return p, nil
}

func clamped(x int32) uint8 { return uint8(min(max(x, 0), 255)) } //nolint:gosec // it is between

// one makes a row of one channel narrow.
func (f filter) one(to []int32, from []uint8) {
	for i, first := range f.first {
		weights := f.weights[i*f.span : (i+1)*f.span]
		samples := from[first : first+len(weights)]
		var sum int32
		for k, weight := range weights {
			sum += weight * int32(samples[k])
		}
		to[i] = sum >> (weightBits - moreBits)
	}
}

// four makes a row of four channels narrow.
func (f filter) four(to []int32, from []uint8) {
	for i, first := range f.first {
		weights := f.weights[i*f.span : (i+1)*f.span]
		samples := from[4*first : 4*(first+len(weights))]
		var a, b, c, d int32
		for _, weight := range weights {
			a += weight * int32(samples[0])
			b += weight * int32(samples[1])
			c += weight * int32(samples[2])
			d += weight * int32(samples[3])
			samples = samples[4:]
		}
		const down = weightBits - moreBits
		to[4*i], to[4*i+1], to[4*i+2], to[4*i+3] = a>>down, b>>down, c>>down, d>>down
	}
}

// turned is a plane as it is to be shown.
func (t turn) turned(p plane) plane {
	if t <= upright || t > 8 || p.pix == nil {
		return p
	}
	q := plane{pix: make([]uint8, len(p.pix)), w: p.w, h: p.h, step: p.step}
	if t.swaps() {
		q.w, q.h = p.h, p.w
	}
	// Where the first sample is taken from, and how far on each next in a row, and each next row, is.
	start, right, below := 0, 1, p.w
	lastX, lastY := p.w-1, (p.h-1)*p.w
	switch t {
	case 2:
		start, right = lastX, -1
	case 3:
		start, right, below = lastX+lastY, -1, -p.w
	case 4:
		start, below = lastY, -p.w
	case 5:
		right, below = p.w, 1
	case 6:
		start, right, below = lastY, -p.w, 1
	case 7:
		start, right, below = lastX+lastY, -p.w, -1
	case 8:
		start, right, below = lastX, p.w, -1
	}
	at := 0
	for y := range q.h {
		from := start + y*below
		for range q.w {
			copy(q.pix[at:at+p.step], p.pix[from*p.step:(from+1)*p.step])
			at += p.step
			from += right
		}
	}
	return q
}
