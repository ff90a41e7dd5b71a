#!/usr/bin/env bash
# Runs every fuzz target for FUZZTIME (30s), one after another. What one finds is kept below its testdata/fuzz, and is
# a test from then on.
. "$(dirname "$0")/settings.sh"

failed=()
while IFS=: read -r file target; do
	say "== $(dirname "$file") $target"
	go test -run '^$' -fuzz "^$target\$" -fuzztime "${FUZZTIME:-30s}" "./$(dirname "$file")" || failed+=("$target")
done < <(git ls-files -co --exclude-standard -- '*_test.go' |
	xargs -r grep -oHE '^func Fuzz[A-Za-z0-9_]+' /dev/null | sed 's/:func /:/')
[ ${#failed[@]} -eq 0 ] || die "Failed: ${failed[*]}"
