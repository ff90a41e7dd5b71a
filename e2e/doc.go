// Package e2e drives the real programs as people would: the server as its own process, the desktop program in real
// windows on a virtual screen with a session bus of its own, and every notification recorded. Its tests are built with
// the tag e2e and run by scripts that provide screen and bus; see CONTRIBUTING.md.
//
// TestFaults_… do harm to them while all write: see docs/reliability.md. Most of these workstations have no window: they are
// the test binary run again, with the engine on real files and a real network.
package e2e
