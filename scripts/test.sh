#!/usr/bin/env bash
# Runs every test there is; see build/testrun. STAGES=go,frontend runs some of them.
. "$(dirname "$0")/settings.sh"

mkdir -p build/bin
CGO_ENABLED=0 go build -o build/bin/testrun ./build/testrun
exec build/bin/testrun -stages "${STAGES:-}"
