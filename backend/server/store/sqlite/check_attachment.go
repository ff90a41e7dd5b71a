package sqlite

import (
	"context"
	"fmt"

	"filodiretto/backend/support"
)

// attachments holds what is said of files against their messages, and against itself. Whether their bytes are there is for
// whoever has the bytes to say.
func (c *checker) attachments(ctx context.Context) error {
	return c.none(ctx, []finding{
		{"attachments without a message", "id", `FROM attachments WHERE message NOT IN (SELECT seq FROM messages)`},
		{"attachments of what is neither a reply nor a note", "a.id", `FROM attachments AS a JOIN messages AS m ON m.seq = a.message
			WHERE m.kind NOT IN ('reply', 'note')`},
		{"messages that have other attachments than they say", "m.id", `FROM messages AS m
			WHERE m.attached <> (SELECT count(*) FROM attachments AS a WHERE a.message = m.seq)
			OR m.attached > 0 AND m.attached <> (SELECT max(a.place) + 1 FROM attachments AS a WHERE a.message = m.seq)`},
		{"attachments that cannot have been declared", "id", fmt.Sprintf(
			`FROM attachments WHERE size NOT BETWEEN 1 AND %d OR place NOT BETWEEN 0 AND %d OR name = ''`, support.MaxAttachmentSize, support.MaxAttachments-1)},
		{"attachments that have half arrived", "id", `FROM attachments WHERE (arrived_at > 0) <> (type <> '')
			OR arrived_at = 0 AND (width <> 0 OR height <> 0) OR (width > 0) <> (height > 0) OR width < 0 OR height < 0`},
		{"attachments that have arrived and were given up", "id", `FROM attachments WHERE arrived_at > 0 AND abandoned_at > 0`},
	})
}
