// Package planted proves that the tests are able to fail. Each of its faults is a small change to the program's source
// that makes it lose, double, disorder, leak or miss something; for each the tests that hold the promise are run on a
// program that has it (`go test -overlay`: no file is changed, and the program carries no hooks for it), and must fail.
// A fault that survives is a hole in the tests.
package planted
