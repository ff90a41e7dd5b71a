#!/usr/bin/env bash
# The fast part, for before each commit: form, vet, lint, types, and the tests that are quick. The frontend's part runs
# beside the Go part; what it says comes at the end.
. "$(dirname "$0")/settings.sh"

scripts/frontend-install.sh
said=$(mktemp)
trap 'rm -f "$said"' EXIT
(cd frontend && npm run --silent check) >"$said" 2>&1 &
frontend=$!
failed=0
scripts/lint.sh || failed=1
go test -race -short ./... || failed=1
wait "$frontend" || failed=1
cat "$said"
exit "$failed"
