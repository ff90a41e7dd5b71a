#!/usr/bin/env bash
# Lives through SEEDS (1000) simulated shifts from seed FROM (1) on, kills the running programs for ROUNDS (500) rounds, and
# fails disks and upgrades at every step unless DISKS is 0; 0 leaves any of them out. Prints what was done and found. It takes hours.
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
if [ "${DISKS:=1}" -gt 0 ]; then
	log=out/soak/disk.log
	mkdir -p "${log%/*}"
	say "Disks that fail, and power cuts, at every write; upgrades that fail at every step; log in $log"
	FILODIRETTO_EVERY_STEP=1 go test -count=1 -v -timeout 3h -run 'PowerCut|DiskFails|TestSchema_' ./internal/... ./backend/... >"$log" 2>&1 || failed=1
	sed -n 's/^ *[a-z_]*\.go:[0-9]*: figures: //p; /^ *--- /p' "$log"
fi
exit "$failed"
