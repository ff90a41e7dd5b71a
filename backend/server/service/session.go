package service

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"
	"unicode"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// useEvery is how often a session's last use is written down.
const useEvery = time.Hour

// maxDevice is how many code points of a workstation's name are kept.
const maxDevice = 100

// Session is somebody signed in. Hash names the session without being able to stand for it.
type Session struct {
	Person support.Person
	Hash   [32]byte
}

// SignedIn is a new session, with the token that is shown this once.
type SignedIn struct {
	Session
	Token      string
	Company    *support.Company
	ExpiresAt  time.Time
	MustChange bool
}

var (
	errWrongPassword = support.Errorf(support.CodeUnauthenticated, "login or password is wrong")
	errNoSession     = support.Errorf(support.CodeUnauthenticated, "sign in first")
	// errDisabled is told to who has shown a session or a password that was theirs, and to nobody else.
	errDisabled = &support.Error{
		Code: support.CodeUnauthenticated, Detail: "this account has been disabled",
		Fields: []support.FieldError{support.AccountDisabled},
	}
)

// SignIn starts a session. Unknown logins and wrong passwords, those of disabled people too, are answered the same way
// after the same time: CodeUnauthenticated, and CodeRateLimited where there were too many. A disabled person's right password
// is CodeUnauthenticated with support.AccountDisabled. An empty address is not limited.
func (s *Service) SignIn(ctx context.Context, login, password, device, address string) (SignedIn, error) {
	login = NormalLogin(login)
	var empty support.Fields
	if login == "" {
		empty.Add("body.login", support.ReasonRequired)
	}
	if password == "" {
		empty.Add("body.password", support.ReasonRequired)
	}
	if err := empty.Err(); err != nil {
		return SignedIn{}, err
	}
	credentials, person, company, err := s.whoHas(ctx, login)
	if err != nil {
		return SignedIn{}, err
	}
	if err := s.judge(ctx, login, address, password, credentials.Hash); err != nil {
		return SignedIn{}, err
	}
	if person.Disabled {
		return SignedIn{}, errDisabled
	}
	raw := make([]byte, 32)
	_, _ = rand.Read(raw)
	token := base64.RawURLEncoding.EncodeToString(raw)
	now := s.now()
	session := store.Session{
		TokenHash: sha256.Sum256([]byte(token)), PersonID: person.ID, Device: deviceName(device),
		CreatedAt: now, UsedAt: now,
	}
	if err := s.store.Write(ctx, func(w store.Writer) error { return w.InsertSession(ctx, session) }); err != nil {
		return SignedIn{}, err
	}
	return SignedIn{
		Session: Session{Person: person, Hash: session.TokenHash}, Token: token, Company: company,
		ExpiresAt: now.Add(s.config.SessionLife), MustChange: credentials.MustChange,
	}, nil
}

// whoHas finds who signs in by a login; without credentials nobody does.
func (s *Service) whoHas(ctx context.Context, login string) (c store.Credentials, p support.Person, company *support.Company, err error) {
	err = s.store.Read(ctx, func(r store.Reader) error {
		c, err = r.Credentials(ctx, login)
		if missing(err) {
			return nil
		}
		if err != nil {
			return err
		}
		p, company, err = personAndCompany(ctx, r, c.PersonID)
		return err
	})
	return c, p, company, err
}

func personAndCompany(ctx context.Context, r store.Reader, id string) (support.Person, *support.Company, error) {
	p, err := r.Person(ctx, id)
	if err != nil || p.CompanyID == "" {
		return p, nil, err
	}
	c, err := r.Company(ctx, p.CompanyID)
	return p, &c, err
}

// judge is nil if the password is the hash's, within what the guard allows.
func (s *Service) judge(ctx context.Context, login, address, password, hash string) error {
	t, err := s.guard.begin(ctx, login, address)
	if err != nil {
		return err
	}
	if err := s.hasher.enter(ctx); err != nil {
		t.end(abandoned)
		return err
	}
	if err := t.check(); err != nil {
		s.hasher.leave()
		t.end(abandoned)
		return err
	}
	ok, err := s.hasher.matches(password, hash)
	s.hasher.leave()
	switch {
	case err != nil:
		t.end(abandoned)
		return err
	case !ok:
		t.end(wrong)
		return errWrongPassword
	}
	t.end(right)
	return nil
}

// Authenticate finds the session of a token: CodeUnauthenticated if there is none, it has expired, or its person is
// disabled (with support.AccountDisabled then).
func (s *Service) Authenticate(ctx context.Context, token string) (Session, error) {
	if token == "" || len(token) > 200 {
		return Session{}, errNoSession
	}
	return s.Session(ctx, sha256.Sum256([]byte(token)))
}

// Session is like Authenticate for a session whose hash is known already.
func (s *Service) Session(ctx context.Context, hash [32]byte) (Session, error) {
	var kept store.Session
	var person support.Person
	err := s.store.Read(ctx, func(r store.Reader) (err error) {
		if kept, err = r.Session(ctx, hash); err != nil {
			return err
		}
		person, err = r.Person(ctx, kept.PersonID)
		return err
	})
	now := s.now()
	switch {
	case missing(err):
		return Session{}, errNoSession
	case err != nil:
		return Session{}, err
	case now.Sub(kept.UsedAt) >= s.config.SessionLife:
		return Session{}, errNoSession
	case person.Disabled:
		return Session{}, errDisabled
	}
	if now.Sub(kept.UsedAt) >= useEvery {
		// A store that can only be read still serves who is signed in; the use is noted next time.
		if err := s.store.Write(ctx, func(w store.Writer) error { return w.UseSession(ctx, hash, now) }); err != nil && ctx.Err() == nil {
			s.config.Log.WarnContext(ctx, "a session's use was not noted", "error", err)
		}
	}
	return Session{Person: person, Hash: hash}, nil
}

// SignOut ends a session; its token is dead at once.
func (s *Service) SignOut(ctx context.Context, session Session) error {
	err := s.store.Write(ctx, func(w store.Writer) error { return w.DeleteSession(ctx, session.Hash) })
	if err != nil && !missing(err) {
		return err
	}
	s.config.SessionsEnded(EndedSessions{PersonID: session.Person.ID, One: session.Hash})
	return nil
}

// Me is who is signed in, as they are now, with their company unless they are the maker's.
func (s *Service) Me(ctx context.Context, by support.Person) (p support.Person, company *support.Company, err error) {
	err = s.store.Read(ctx, func(r store.Reader) error {
		p, company, err = personAndCompany(ctx, r, by.ID)
		return err
	})
	return p, company, err
}

// ChangePassword sets one's own password and ends one's other sessions. A wrong current one is CodeInvalid at
// body.current, and counts like a failed sign-in.
func (s *Service) ChangePassword(ctx context.Context, session Session, current, next, address string) error {
	if current == "" {
		return support.Invalid("body.current", support.ReasonRequired)
	}
	if err := checkNewPassword("body.new", next); err != nil {
		return err
	}
	var c store.Credentials
	err := s.store.Read(ctx, func(r store.Reader) (err error) {
		c, err = r.CredentialsOf(ctx, session.Person.ID)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.judge(ctx, NormalLogin(c.Login), address, current, c.Hash); err != nil {
		if support.CodeOf(err) == support.CodeUnauthenticated {
			return support.Invalid("body.current", support.ReasonWrong)
		}
		return err
	}
	if c.MustChange && next == current {
		// It would stay known to whoever set it.
		return support.Invalid("body.new", support.ReasonNotAllow)
	}
	hash, err := s.hasher.hash(ctx, next)
	if err != nil {
		return err
	}
	c.Hash, c.MustChange = hash, false
	err = s.store.Write(ctx, func(w store.Writer) error {
		if err := w.PutCredentials(ctx, c); err != nil {
			return err
		}
		return w.DeleteSessions(ctx, session.Person.ID, session.Hash)
	})
	if err != nil {
		return err
	}
	s.config.SessionsEnded(EndedSessions{PersonID: session.Person.ID, Kept: session.Hash})
	return nil
}

// NormalLogin is the form in which logins are compared: without blanks at the ends, in lower case.
func NormalLogin(login string) string { return strings.ToLower(strings.TrimSpace(login)) }

// deviceName keeps what can be shown of a workstation's name; it is never a reason to refuse a sign-in.
func deviceName(s string) string {
	kept := make([]rune, 0, maxDevice)
	for _, r := range strings.TrimSpace(s) {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			continue
		}
		if kept = append(kept, r); len(kept) == maxDevice {
			break
		}
	}
	return string(kept)
}
