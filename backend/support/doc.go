// Package support holds the words and the rules of the direct line: what a ticket is, what may happen to it, and who may
// do what. Both programs stand on it: the server decides by it, and the desktop shows by it what the server will
// decide. It knows no file, no network and no clock; instants are passed in, in UTC with millisecond precision (see
// [Instant]).
package support
