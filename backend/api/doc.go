// Package api is the wire contract of version 1 between the two programs: bodies, paths, the change envelope and
// problems, as docs/api.md describes them. It holds no behaviour but the forms of things: [TicketFor] and its like
// show an object as a viewer may see it, and are the only way from the product's objects to the wire.
package api

// Version is the program's version, set at build time.
var Version = "dev"

// Number is the version of the contract that this package speaks.
const Number = 1

// MinimumDesktop is the oldest version of the desktop program that a server of this version works with.
const MinimumDesktop = "0.1.0"
