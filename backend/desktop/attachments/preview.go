package attachments

import (
	"context"
	"io"

	"filodiretto/backend/support"
)

// previewed is how much of a text is shown.
const previewed = 256 << 10

// Preview is the beginning of a text.
type Preview struct {
	Text string
	// Whole: nothing is left out.
	Whole bool
}

// Preview reads the beginning of a text, by the encoding that its bytes are in. support.CodeUnsupportedMediaType says that the
// file is none.
func (a *Attachments) Preview(ctx context.Context, id string) (Preview, error) {
	f, content, err := a.Open(ctx, id)
	if err != nil {
		return Preview{}, err
	}
	defer func() { _ = content.Close() }()
	b, err := io.ReadAll(io.LimitReader(content, previewed))
	if err != nil {
		return Preview{}, support.Wrap(support.CodeStorage, err)
	}
	whole := int64(len(b)) == f.Size
	text, ok := decode(b, whole)
	if !ok {
		return Preview{}, support.Errorf(support.CodeUnsupportedMediaType, "the file is no text")
	}
	return Preview{Text: text, Whole: whole}, nil
}
