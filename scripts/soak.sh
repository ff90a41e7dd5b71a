#!/usr/bin/env bash
# Lives through SEEDS (1000) simulated shifts from seed FROM (1) on, and prints what was done and found. It takes hours.
# More that takes as long is a line here.
. "$(dirname "$0")/settings.sh"

go test -timeout 0 -run '^TestShift' -v ./internal/simulation -seeds "${SEEDS:-1000}" -seed "${FROM:-1}" |
	grep -vE '^ *(=== |--- PASS)' || die "A seed failed; the line that says \"again\" lives through it alone."
