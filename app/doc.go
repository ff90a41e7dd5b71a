// Package app is what the frontend may call: one bound struct for each concern of the screens, the forms in which
// things cross the bridge, and the names of events. It is the only package besides main that knows Wails. Instants cross
// as milliseconds since 1970 UTC, zero for none; errors as {code, fields, retryAfter}.
package app
