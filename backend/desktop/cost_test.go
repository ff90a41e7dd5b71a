package desktop

import "github.com/alexedwards/argon2id"

// Each sign-in makes a verifier; that it is costly is nothing that these tests are about.
func init() {
	verifierCost = &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}
}
