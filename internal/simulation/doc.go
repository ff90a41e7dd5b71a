// Package simulation proves the product's promise in simulated time: the real server and real workstations, ten of them,
// live a shift of eight hours on a network, disks and clocks that fail by a plan, and what is left afterwards is compared
// with what people were told. It is a package of tests alone; docs/reliability.md says what they hold.
//
// A plan is drawn from a seed. Each decision is drawn from the seed and from the name of what it is about ("the 12th
// request of workstation 3"), never from one stream of random numbers, so that a plan stays the same in whatever order
// goroutines come to it.
package simulation
