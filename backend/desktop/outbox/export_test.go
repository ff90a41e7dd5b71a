package outbox

// Migrations are the package's, for tests that put others in their place.
var Migrations = &migrations
