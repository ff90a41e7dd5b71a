package sqlite

import (
	"context"
	"strings"
	"time"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

const (
	companyColumns  = `id, name, country`
	personColumns   = `id, login, name, role, company, language, disabled, created_at`
	categoryColumns = `id, name, disabled`
)

func companyIn(r *row) support.Company {
	return support.Company{ID: r.id(), Name: r.text(), Country: r.text()}
}

func personIn(r *row) support.Person {
	return support.Person{
		ID: r.id(), Login: r.text(), Name: r.text(), Role: support.Role(r.text()), CompanyID: r.id(),
		Language: r.text(), Disabled: r.flag(), CreatedAt: r.instant(),
	}
}

func categoryIn(r *row) support.Category {
	return support.Category{ID: r.id(), Name: r.text(), Disabled: r.flag()}
}

func (r *reader) Company(ctx context.Context, id string) (c support.Company, err error) {
	err = r.one(ctx, func(row *row) { c = companyIn(row) }, `SELECT `+companyColumns+` FROM companies WHERE id = ?`, key(id))
	return c, err
}

func (r *reader) Companies(ctx context.Context) (all []support.Company, err error) {
	err = r.each(ctx, func(row *row) { all = append(all, companyIn(row)) },
		`SELECT `+companyColumns+` FROM companies ORDER BY name, id`)
	return all, err
}

func (w *writer) PutCompany(_ context.Context, c support.Company) error {
	_, err := w.exec(`INSERT INTO companies (`+companyColumns+`) VALUES (?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, country = excluded.country`, key(c.ID), c.Name, c.Country)
	return err
}

func (r *reader) Person(ctx context.Context, id string) (p support.Person, err error) {
	err = r.one(ctx, func(row *row) { p = personIn(row) }, `SELECT `+personColumns+` FROM people WHERE id = ?`, key(id))
	return p, err
}

func (r *reader) People(ctx context.Context, companyID string) (all []support.Person, err error) {
	query, args := `SELECT `+personColumns+` FROM people WHERE company = ? ORDER BY name, id`, []any{optional(companyID)}
	if companyID == "" {
		query, args = `SELECT `+personColumns+` FROM people WHERE company IS NULL ORDER BY name, id`, nil
	}
	err = r.each(ctx, func(row *row) { all = append(all, personIn(row)) }, query, args...)
	return all, err
}

func (w *writer) PutPerson(_ context.Context, p support.Person) error {
	var folded any
	if p.Login != "" {
		folded = strings.ToLower(p.Login)
	}
	return w.put("this login is somebody's already", `INSERT INTO people (`+personColumns+`, login_folded) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET login = excluded.login, name = excluded.name, role = excluded.role,
			company = excluded.company, language = excluded.language, disabled = excluded.disabled,
			created_at = excluded.created_at, login_folded = excluded.login_folded`,
		key(p.ID), p.Login, p.Name, string(p.Role), optional(p.CompanyID), p.Language, flag(p.Disabled), millis(p.CreatedAt), folded)
}

func (r *reader) Category(ctx context.Context, id string) (c support.Category, err error) {
	err = r.one(ctx, func(row *row) { c = categoryIn(row) }, `SELECT `+categoryColumns+` FROM categories WHERE id = ?`, key(id))
	return c, err
}

func (r *reader) Categories(ctx context.Context) (all []support.Category, err error) {
	err = r.each(ctx, func(row *row) { all = append(all, categoryIn(row)) },
		`SELECT `+categoryColumns+` FROM categories ORDER BY name, id`)
	return all, err
}

func (w *writer) PutCategory(_ context.Context, c support.Category) error {
	_, err := w.exec(`INSERT INTO categories (`+categoryColumns+`) VALUES (?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, disabled = excluded.disabled`, key(c.ID), c.Name, flag(c.Disabled))
	return err
}

const credentialColumns = `person, login, hash, must_change`

func credentialsIn(r *row) store.Credentials {
	return store.Credentials{PersonID: r.id(), Login: r.text(), Hash: r.text(), MustChange: r.flag()}
}

func (r *reader) Credentials(ctx context.Context, login string) (c store.Credentials, err error) {
	err = r.one(ctx, func(row *row) { c = credentialsIn(row) },
		`SELECT `+credentialColumns+` FROM credentials WHERE login_folded = ?`, strings.ToLower(login))
	return c, err
}

func (r *reader) CredentialsOf(ctx context.Context, personID string) (c store.Credentials, err error) {
	err = r.one(ctx, func(row *row) { c = credentialsIn(row) },
		`SELECT `+credentialColumns+` FROM credentials WHERE person = ?`, key(personID))
	return c, err
}

func (w *writer) PutCredentials(_ context.Context, c store.Credentials) error {
	return w.put("this login is somebody's already", `INSERT INTO credentials (`+credentialColumns+`, login_folded) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (person) DO UPDATE SET login = excluded.login, hash = excluded.hash, must_change = excluded.must_change,
			login_folded = excluded.login_folded`,
		key(c.PersonID), c.Login, c.Hash, flag(c.MustChange), strings.ToLower(c.Login))
}

func (r *reader) Session(ctx context.Context, tokenHash [32]byte) (s store.Session, err error) {
	err = r.one(ctx, func(row *row) {
		s = store.Session{
			TokenHash: row.hash(), PersonID: row.id(), Device: row.text(), CreatedAt: row.instant(), UsedAt: row.instant(),
		}
	}, `SELECT token_hash, person, device, created_at, used_at FROM sessions WHERE token_hash = ?`, tokenHash[:])
	return s, err
}

func (w *writer) InsertSession(_ context.Context, s store.Session) error {
	return w.put("this session is there already",
		`INSERT INTO sessions (token_hash, person, device, created_at, used_at) VALUES (?, ?, ?, ?, ?)`,
		s.TokenHash[:], key(s.PersonID), s.Device, millis(s.CreatedAt), millis(s.UsedAt))
}

func (w *writer) UseSession(_ context.Context, tokenHash [32]byte, at time.Time) error {
	return w.change(`UPDATE sessions SET used_at = ? WHERE token_hash = ?`, millis(at), tokenHash[:])
}

func (w *writer) DeleteSession(_ context.Context, tokenHash [32]byte) error {
	return w.change(`DELETE FROM sessions WHERE token_hash = ?`, tokenHash[:])
}

func (w *writer) DeleteSessions(_ context.Context, personID string, keep [32]byte) error {
	_, err := w.exec(`DELETE FROM sessions WHERE person = ? AND token_hash <> ?`, key(personID), keep[:])
	return err
}
