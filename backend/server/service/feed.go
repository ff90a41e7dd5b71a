package service

import (
	"context"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// FeedPage is a page of somebody's feed, with nothing in it that they may not see.
type FeedPage struct {
	store.FeedPage
	// Next is the cursor to go on from; walking back it is empty at the end.
	Next string
	// HeadCursor is the cursor of now.
	HeadCursor string
}

// BeforeHead walks back from the newest.
const BeforeHead = "head"

// Changes is a page of the person's feed: after a cursor, or with before set back from it.
func (s *Service) Changes(ctx context.Context, by support.Person, after, before string, limit int) (FeedPage, error) {
	if after != "" && before != "" {
		return FeedPage{}, support.Invalid("query.before", support.ReasonNotAllow)
	}
	q := store.FeedQuery{Limit: limit}
	var err error
	switch before {
	case "":
		q.After, err = s.Position(by, "query.after", after)
	case BeforeHead:
		q.Backward = true
	default:
		q.Backward = true
		q.Before, err = s.Position(by, "query.before", before)
	}
	if err != nil {
		return FeedPage{}, err
	}
	page, err := s.feed(ctx, by, q)
	if err != nil {
		return FeedPage{}, err
	}
	out := FeedPage{FeedPage: page, HeadCursor: s.Cursor(by, page.Head)}
	if !q.Backward || page.More {
		out.Next = s.Cursor(by, page.Last)
	}
	return out, nil
}

// FeedAfter is a page of the person's feed after a position.
func (s *Service) FeedAfter(ctx context.Context, by support.Person, position int64, limit int) (store.FeedPage, error) {
	return s.feed(ctx, by, store.FeedQuery{After: position, Limit: limit})
}

// SharedFeedAfter is like FeedAfter without what only this person gets: the same for all with the same shared audiences.
func (s *Service) SharedFeedAfter(ctx context.Context, by support.Person, position int64, limit int) (store.FeedPage, error) {
	return s.feed(ctx, by, store.FeedQuery{Audiences: by.SharedAudiences(), After: position, Limit: limit})
}

func (s *Service) feed(ctx context.Context, by support.Person, q store.FeedQuery) (page store.FeedPage, err error) {
	if q.Audiences == nil {
		q.Audiences, q.PersonID = by.Audiences(), by.ID
	}
	err = s.store.Read(ctx, func(r store.Reader) error {
		page, err = r.Feed(ctx, q)
		return err
	})
	if err != nil {
		return page, err
	}
	// A position from the future was sealed by a store that has lost commits since.
	if q.After > page.Head || q.Before > page.Head {
		return store.FeedPage{}, errCursorReset
	}
	page.Entries = s.onlySeen(ctx, by, page.Entries)
	return page, nil
}

// onlySeen is the second lock: what is in a feed was put there for its audience, and is still held against the rules.
func (s *Service) onlySeen(ctx context.Context, by support.Person, entries []store.FeedEntry) []store.FeedEntry {
	kept := entries[:0]
	for _, e := range entries {
		if e.Removed || seesEntry(by, &e) {
			kept = append(kept, e)
			continue
		}
		s.config.Log.ErrorContext(ctx, "a feed held what its reader may not see", "person", by.ID, "type", e.Object.Type, "id", e.Object.ID)
	}
	return kept
}

func seesEntry(by support.Person, e *store.FeedEntry) bool {
	switch {
	case e.Ticket != nil:
		return by.Sees(e.Ticket)
	case e.Message != nil:
		return by.SeesMessage(e.Message)
	case e.Machine != nil:
		return by.SeesCompany(e.Machine.CompanyID)
	case e.Person != nil:
		return by.SeesPerson(*e.Person)
	case e.Company != nil:
		return by.SeesCompany(e.Company.ID)
	case e.Mark != nil:
		return e.Mark.PersonID == by.ID
	case e.Filter != nil:
		return by.SeesFilter(e.Filter)
	case e.CannedReply != nil:
		return by.SeesCannedReply(e.CannedReply)
	case e.Cause != nil, e.ResponseTimes != nil:
		return by.Role.Side() == support.SideSupport
	default:
		return e.Category != nil
	}
}
