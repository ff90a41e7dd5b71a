#!/usr/bin/env bash
# Installs the frontend's packages from its lock file, unless these very ones are there.
. "$(dirname "$0")/settings.sh"

command -v npm >/dev/null || die "npm is missing: install Node 20 or later (https://nodejs.org)"

stamp=frontend/node_modules/.installed
wanted=$(cat frontend/package.json frontend/package-lock.json | sha256sum; node --version)
[ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && exit 0

say "Installing the frontend's packages"
(cd frontend && npm ci --no-audit --no-fund --loglevel=error)
printf '%s\n' "$wanted" >"$stamp"
