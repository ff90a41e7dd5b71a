package app

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"filodiretto/backend/desktop/notify"
	"filodiretto/backend/support"
)

// fallbackLanguage words what nobody has chosen a language for yet.
const fallbackLanguage = "it"

// catalogues are the frontend's own: what the program says outside its window comes from the same files.
type catalogues map[string]map[string]string

// readCatalogues reads the files named by their language ("it.json").
func readCatalogues(files fs.FS) (catalogues, error) {
	out := catalogues{}
	names, err := fs.Glob(files, "*.json")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		b, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		texts := map[string]string{}
		if err := json.Unmarshal(b, &texts); err != nil {
			return nil, fmt.Errorf("catalogue %s: %w", name, err)
		}
		out[strings.TrimSuffix(name, ".json")] = texts
	}
	return out, nil
}

// text fills a catalogue's entry; pairs are names and values of its {{placeholders}}.
func (c catalogues) text(language, key string, pairs ...string) string {
	entry, ok := c[language][key]
	if !ok {
		entry = c[fallbackLanguage][key]
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		entry = strings.ReplaceAll(entry, "{{"+pairs[i]+"}}", pairs[i+1])
	}
	return entry
}

// plural picks between the entries key_one and key_other, and fills {{count}}.
func (c catalogues) plural(language, key string, count int) string {
	form := "_other"
	if count == 1 {
		form = "_one"
	}
	return c.text(language, key+form, "count", strconv.Itoa(count))
}

// maxNotified is how much of a message a notification shows, in code points.
const maxNotified = 200

// notificationTexts words notifications in the language of the moment.
type notificationTexts struct {
	catalogues catalogues
	language   func() string
}

func (t notificationTexts) Reply(u notify.Unread) notify.Notification {
	language := t.language()
	n := notify.Notification{TicketID: u.TicketID, MessageID: u.MessageID, Urgent: u.Stopped}
	number := strconv.FormatInt(u.Number, 10)
	if u.Opening {
		severity := ""
		if u.Stopped {
			severity = " · " + t.catalogues.text(language, "severity."+string(support.SeverityStopped))
		}
		n.Title = t.catalogues.text(language, "notification.opened.title", "number", number) + severity
	} else {
		n.Title = t.catalogues.text(language, "notification.reply.title", "author", u.Author, "number", number, "title", u.Title)
	}
	n.Body = t.catalogues.text(language, "notification.body", "author", u.Author, "text", shorten(cmp.Or(u.Text, t.enclosed(language, &u))))
	if u.Replies > 1 {
		n.Body += "\n" + t.catalogues.plural(language, "notification.more", u.Replies-1)
	}
	return n
}

// enclosed says what a message without words has with it, as the list does.
func (t notificationTexts) enclosed(language string, u *notify.Unread) string {
	photos, files := t.catalogues.plural(language, "said.photos", u.Pictures), t.catalogues.plural(language, "said.files", u.Files)
	switch {
	case u.Pictures == 1 && u.Files == 0:
		return t.catalogues.text(language, "said.photo")
	case u.Files == 0:
		return photos
	case u.Pictures > 0:
		return t.catalogues.text(language, "said.both", "photos", photos, "files", files)
	default:
		return cmp.Or(u.FileName, files)
	}
}

func (t notificationTexts) Digest(tickets, replies int) notify.Notification {
	language := t.language()
	return notify.Notification{
		Title: t.catalogues.plural(language, "notification.digest.title", tickets),
		Body:  t.catalogues.plural(language, "notification.digest.body", replies),
	}
}

func shorten(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	runes := []rune(s)
	if len(runes) <= maxNotified {
		return s
	}
	return strings.TrimSpace(string(runes[:maxNotified-1])) + "…"
}
