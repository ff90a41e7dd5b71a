#!/usr/bin/env bash
# Builds into build/bin: build.sh [desktop] [server] (both, if none is named).
. "$(dirname "$0")/settings.sh"

[ $# -gt 0 ] || set -- desktop server
mkdir -p build/bin

for part in "$@"; do
	case $part in
	desktop)
		scripts/bindings.sh
		scripts/frontend-build.sh
		say "Building the desktop program $VERSION"
		CGO_ENABLED=1 go build -tags "$DESKTOP_TAGS" -ldflags "$GO_LDFLAGS" -o build/bin/filodiretto .
		;;
	server)
		say "Building the server $VERSION"
		CGO_ENABLED=0 go build -ldflags "$GO_LDFLAGS" -o build/bin/filodiretto-server ./backend/cmd/filodiretto-server
		;;
	*) die "build.sh: no part called $part; there are desktop and server" ;;
	esac
done
