package desktop

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"github.com/alexedwards/argon2id"

	"filodiretto/backend/api"
	"filodiretto/backend/disk"
	"filodiretto/backend/support"
)

// card is profile.json: what a profile knows of its person and server, without secrets but the verifier.
type card struct {
	Address string     `json:"address"`
	Server  api.Server `json:"server"`
	Me      api.Me     `json:"me"`
	// Verifier is an argon2id hash of the last accepted password: who may open this profile without a server.
	Verifier string `json:"verifier"`
	// MustChange: the password was set by somebody else and is to be changed before anything else.
	MustChange bool `json:"mustChange,omitempty"`
	// Remembered keeps the person signed in across restarts.
	Remembered bool `json:"remembered,omitempty"`
	// Leaving is set by signing out while acts wait: the session ends when they are gone.
	Leaving bool `json:"leaving,omitempty"`
	// Disabled: the server has said that this person's access has ended.
	Disabled bool `json:"disabled,omitempty"`
	// DisabledAt is when that was first heard here; zero while it was not.
	DisabledAt time.Time `json:"disabledAt,omitzero"`
}

const cardFile = "profile.json"

func readCard(dir string) (card, error) {
	var c card
	b, err := os.ReadFile(filepath.Join(dir, cardFile))
	if err != nil {
		return c, support.Wrap(support.CodeStorage, err)
	}
	if err := json.Unmarshal(b, &c); err != nil {
		return c, support.Wrap(support.CodeStorage, err)
	}
	return c, nil
}

func (c card) write(dir string) error {
	b, err := json.MarshalIndent(c, "", "\t")
	if err != nil {
		return err
	}
	return disk.Put(filepath.Join(dir, cardFile), b)
}

// keyOf names the folder of a person's profile on a server.
func keyOf(address, personID string) string {
	sum := sha256.Sum256([]byte(address + "\n" + personID))
	return hex.EncodeToString(sum[:8])
}

// verifierCost follows OWASP's first choice for argon2id (19 MiB, two passes), doubled in memory.
var verifierCost = &argon2id.Params{Memory: 38 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// accepts reports whether the password is the one that the server accepted last.
func (c card) accepts(password string) bool {
	if c.Verifier == "" || c.Disabled {
		return false
	}
	match, err := argon2id.ComparePasswordAndHash(password, c.Verifier)
	return err == nil && match
}

func (c *card) accept(password string, cost *argon2id.Params) error {
	verifier, err := argon2id.CreateHash(password, cost)
	if err != nil {
		return err
	}
	c.Verifier = verifier
	return nil
}

// person is whoever the profile belongs to, in the product's words.
func (c card) person() support.Person {
	p := support.Person{
		ID: c.Me.ID, Login: c.Me.Login, Name: c.Me.Name, Role: support.Role(c.Me.Role),
		Language: c.Me.Language, CreatedAt: c.Me.CreatedAt.Instant(),
	}
	if c.Me.Company != nil {
		p.CompanyID = c.Me.Company.ID
	}
	return p
}
