#!/usr/bin/env bash
# Lives through SEEDS (1000) simulated shifts from seed FROM (1) on, and kills the running programs for ROUNDS (500) rounds;
# 0 is none. Prints what was done and found. It takes hours. More that takes as long is a part here.
. "$(dirname "$0")/settings.sh"

failed=0
if [ "${SEEDS:=1000}" -gt 0 ]; then
	go test -timeout 0 -run '^TestShift' -v ./internal/simulation -seeds "$SEEDS" -seed "${FROM:-1}" |
		grep -vE '^ *(=== |--- PASS)' || {
		say "A seed failed; the line that says \"again\" lives through it alone."
		failed=1
	}
fi
if [ "${ROUNDS:=500}" -gt 0 ]; then
	log=out/soak/faults.log
	mkdir -p "${log%/*}"
	scripts/build.sh desktop server
	say "The running programs under faults for $ROUNDS rounds; log in $log"
	FILODIRETTO_ROUNDS=$ROUNDS scripts/e2e.sh -v -run '^TestFaults_' -parallel 8 -timeout 0 >"$log" 2>&1 || failed=1
	sed -n 's/^ *[a-z_]*\.go:[0-9]*: figures: //p; /^ *--- /p' "$log"
fi
exit "$failed"
