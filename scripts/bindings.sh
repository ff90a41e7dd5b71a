#!/usr/bin/env bash
# Writes frontend/wailsjs, through which the frontend calls Go, from what the program binds. With --check it writes
# nothing, and fails if what is committed is not what would be written.
#
# This is what `wails generate module` does (build with the tag "bindings", run), without changing files that are
# right: a new time stamp would have the frontend built again.
. "$(dirname "$0")/settings.sh"

into=frontend/wailsjs
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

CGO_ENABLED=0 go build -tags bindings -o "$work/bindings" .
cp wails.json "$work/"
mkdir "$work/frontend"
style=$(node -p 'require("./wails.json").bindings.ts_generation.outputType')
(cd "$work" && tsprefix='' tssuffix='' tsoutputtype=$style XDG_CONFIG_HOME=$work/config ./bindings >said 2>&1) ||
	die "Wails wrote no bindings: $(cat "$work/said")"
[ -s "$work/$into/runtime/runtime.js" ] || die "Wails wrote no bindings: $(cat "$work/said")"
find "$work/$into" -type f -exec chmod 644 {} +

if diff -r -N "$into" "$work/$into" >"$work/differences"; then
	exit 0
fi
if [ "${1:-}" = --check ]; then
	cat "$work/differences"
	die "$into is not what the program binds: run scripts/bindings.sh and commit it"
fi
rm -rf "$into"
cp -r "$work/$into" "$into"
say "Wrote $into"
