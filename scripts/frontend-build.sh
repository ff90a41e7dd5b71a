#!/usr/bin/env bash
# Builds frontend/dist, unless nothing that it is made of is newer.
. "$(dirname "$0")/settings.sh"

scripts/frontend-install.sh
if [ -e frontend/dist/licences.json ] && [ -z "$(find frontend go.sum scripts/licences.mjs -path frontend -o \
	-path frontend/node_modules -prune -o -path frontend/dist -prune -o \
	-newer frontend/dist/index.html -print -quit)" ]; then
	exit 0
fi
say "Building the frontend"
(cd frontend && npm run --silent build)
# Vite empties the folder, and Go embeds it even before it is built.
touch frontend/dist/.gitkeep
node scripts/licences.mjs frontend/dist/licences.json
