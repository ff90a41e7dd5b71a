//go:build !unix

package main

// privateFiles has nothing to do where files inherit their folder's rights.
func privateFiles() {}
