// Package e2e drives the real programs as people would: the server as its own process, the desktop program in real
// windows on a virtual screen with a session bus of its own, and every notification recorded. Its tests are built with
// the tag e2e and run by scripts that provide screen and bus; see CONTRIBUTING.md.
package e2e
