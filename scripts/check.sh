#!/usr/bin/env bash
# The fast part, for before each commit: form, vet, lint, types, and the tests that are quick.
. "$(dirname "$0")/settings.sh"

scripts/frontend-install.sh
scripts/lint.sh
(cd frontend && npm run --silent check)
go test -race -short ./...
