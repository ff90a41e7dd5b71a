// Package demo fills an empty store with demonstration data: invented companies, people and machines, and a year of
// conversations between them. Everything said goes through the transitions of package support, so that a store filled
// here is one that the rules could have made. The same seed at the same time makes the same store.
package demo

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"sync"
	"time"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// Options say what to fill a store with. The numbers are totals; zero asks for the default, [None] for none.
type Options struct {
	Seed uint64
	// Companies are at least two.
	Companies int
	// Machines are at least one for each company.
	Machines int
	Tickets  int
	// Messages are replies, notes and events together; a ticket's description is one of them, so that there are at least
	// as many as tickets.
	Messages int
	// Texts, if given, are mixed in as descriptions and replies: one a line, up to the first tab.
	Texts io.Reader
	// Now is the end of the story; it counts by the quarter of an hour.
	Now time.Time
	// HashPassword makes of a password what the store keeps.
	HashPassword func(password string) (string, error)
	// Keep keeps the bytes of what somebody attaches; without it nobody attaches anything.
	Keep Keep
}

// Keep keeps the bytes of a file for a company. It may be asked to keep the same twice.
type Keep func(ctx context.Context, company string, digest support.Digest, content []byte) error

// Login is what one invented person signs in with. Company is empty for the maker's people.
type Login struct {
	Login    string       `json:"login"`
	Password string       `json:"password"`
	Role     support.Role `json:"role"`
	Company  string       `json:"company"`
	Name     string       `json:"name"`
}

// grain is how exactly Now counts, so that two runs one after the other are alike.
const grain = 15 * time.Minute

// Fill fills the store, and returns who can sign in: the administrator, the technicians, and the operators company by
// company. A store that is not empty is support.CodeConflict and stays as it is; numbers out of bounds, or fewer messages
// than tickets, are support.CodeInvalid. When it fails later on, what was written until then stays.
func Fill(ctx context.Context, st store.Store, o Options) ([]Login, error) {
	s, err := sizesOf(o)
	if err != nil {
		return nil, err
	}
	if o.HashPassword == nil {
		return nil, support.Invalid("hashPassword", support.ReasonRequired)
	}
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	now := support.Instant(o.Now).Truncate(grain)
	if err := st.Read(ctx, func(r store.Reader) error { return mustBeEmpty(ctx, r) }); err != nil {
		return nil, err
	}
	own, err := readTexts(o.Texts)
	if err != nil {
		return nil, err
	}
	words, err := loaded()
	if err != nil {
		return nil, fmt.Errorf("reading the conversations: %w", err)
	}
	c, err := newCast(o.Seed, s, now.Add(-s.span-30*24*time.Hour))
	if err != nil {
		return nil, err
	}
	hashes, err := hashed(ctx, c.people(), o.HashPassword)
	if err != nil {
		return nil, err
	}
	if err := st.Write(ctx, func(w store.Writer) error { return setUp(ctx, w, c, hashes) }); err != nil {
		return nil, err
	}
	t := &teller{content: words, cast: c, seed: o.Seed, texts: own, keep: o.Keep}
	if err := tellAll(ctx, st, t, s, now); err != nil {
		return nil, err
	}
	return c.logins(), nil
}

func (c *cast) logins() []Login {
	names := map[string]string{}
	for _, h := range c.houses {
		names[h.ID] = h.Name
	}
	var all []Login
	for _, p := range c.people() {
		all = append(all, Login{Login: p.Login, Password: p.password, Role: p.Role, Company: names[p.CompanyID], Name: p.Name})
	}
	return all
}

// hashed hashes everybody's password, several at once: it is slow on purpose.
func hashed(ctx context.Context, people []*member, hash func(string) (string, error)) ([]string, error) {
	hashes, errs := make([]string, len(people)), make([]error, len(people))
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(len(people), runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			for i := range next {
				hashes[i], errs[i] = hash(people[i].password)
			}
		})
	}
	for i := range people {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	workers.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("hashing a password: %w", err)
		}
	}
	return hashes, ctx.Err()
}
