#!/usr/bin/env bash
# What can be said about the Go code and the scripts without running them.
. "$(dirname "$0")/settings.sh"

unformatted=$(git ls-files -co --exclude-standard -- '*.go' | while read -r file; do [ ! -e "$file" ] || echo "$file"; done |
	xargs -r gofmt -l)
[ -z "$unformatted" ] || die "not as gofmt has it: $unformatted"
for script in scripts/*.sh .ci/run; do
	bash -n "$script"
done
go vet ./...
[ -z "$(find e2e -name '*.go' -print -quit 2>/dev/null)" ] || go vet -tags e2e ./e2e/...
tool golangci-lint run --allow-parallel-runners
