#!/usr/bin/env bash
# Builds for Windows into build/bin, from Linux and without a C compiler: the desktop program with its icon and
# manifest, the server, and an installer if makensis is there (scripts/install-packages.sh windows).
# With --compile it only compiles both, which is what a test wants to know.
. "$(dirname "$0")/settings.sh"

mkdir -p build/bin
if [ "${1:-}" = --compile ]; then
	GOOS=windows GOARCH=amd64 CGO_ENABLED=0 go build -tags "$DESKTOP_TAGS_WINDOWS" -ldflags "$GO_LDFLAGS -H windowsgui" \
		-o build/bin/filodiretto.exe .
	GOOS=windows GOARCH=amd64 CGO_ENABLED=0 go build -ldflags "$GO_LDFLAGS" \
		-o build/bin/filodiretto-server.exe ./backend/cmd/filodiretto-server
	exit 0
fi

scripts/bindings.sh
scripts/frontend-build.sh

installer=()
if command -v makensis >/dev/null; then
	installer=(-nsis)
else
	say "No installer: makensis is missing (scripts/install-packages.sh windows)"
fi
say "Building the desktop program $VERSION for Windows"
CGO_ENABLED=0 tool wails build -platform windows/amd64 -s -m -skipbindings -trimpath -nocolour \
	-ldflags "-X filodiretto/backend/api.Version=$VERSION" "${installer[@]}"
say "Building the server $VERSION for Windows"
GOOS=windows GOARCH=amd64 CGO_ENABLED=0 go build -ldflags "$GO_LDFLAGS" \
	-o build/bin/filodiretto-server.exe ./backend/cmd/filodiretto-server
