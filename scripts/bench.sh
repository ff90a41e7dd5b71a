#!/usr/bin/env bash
# Measures, prints a table and writes it to out/bench.json. Windows are opened on a screen and a session bus of their own.
. "$(dirname "$0")/settings.sh"

if [ -z "${FILODIRETTO_BENCH_SCREEN:-}" ]; then
	scripts/install-packages.sh run test
	scripts/build.sh desktop server
	mkdir -p out
	CGO_ENABLED=1 go build -tags "$DESKTOP_TAGS" -ldflags "$GO_LDFLAGS" -o out/window ./bench/window
	CGO_ENABLED=1 go build -tags dev,webkit2_41 -ldflags "$GO_LDFLAGS" -o out/filodiretto-dev .
	export FILODIRETTO_BENCH_SCREEN=1 WEBKIT_DISABLE_DMABUF_RENDERER=${WEBKIT_DISABLE_DMABUF_RENDERER:-1}
	exec xvfb-run -a -s '-screen 0 1920x1080x24' dbus-run-session -- scripts/bench.sh "$@"
fi
go run ./bench "$@"
