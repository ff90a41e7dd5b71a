#!/usr/bin/env bash
# The tests that find more the longer they run, for ROUNDS (500) rounds. What they did and found is printed at the end.
. "$(dirname "$0")/settings.sh"

log=out/soak
mkdir -p "$log"
scripts/build.sh desktop server
say "The running programs under faults, ${ROUNDS:-500} rounds; log in $log/faults.log"
failed=0
FILODIRETTO_ROUNDS=${ROUNDS:-500} scripts/e2e.sh -v -run '^TestFaults_' -parallel 8 -timeout 3h >"$log/faults.log" 2>&1 || failed=1
say "Disks that fail, and power cuts, at every write; log in $log/disk.log"
go test -count=1 -v -timeout 1h -run 'PowerCut|DiskFails' ./internal/... ./backend/... >"$log/disk.log" 2>&1 || failed=1
sed -n 's/^ *[a-z_]*\.go:[0-9]*: figures: //p; /^ *--- /p' "$log/faults.log" "$log/disk.log"
exit "$failed"
