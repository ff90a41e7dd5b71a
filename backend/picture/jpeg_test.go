package picture

import (
	"bytes"
	"image"
	"image/jpeg"
	"testing"
)

func TestQualityOf_IsThatOfTheEncoder(t *testing.T) {
	// Below, tables end at 255.
	for quality := 20; quality <= 100; quality += 5 {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8)), &jpeg.Options{Quality: quality}); err != nil {
			t.Fatal(err)
		}
		o, err := outlineJPEG(&b)
		if err != nil || o.quality < quality-2 || o.quality > quality+2 {
			t.Errorf("%d was found to be %d, %v", quality, o.quality, err)
		}
	}
}
