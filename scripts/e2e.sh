#!/usr/bin/env bash
# Runs the tests of the running programs on a screen and a session bus of their own; arguments go to `go test`.
# Both programs have to be built (make build); packages: scripts/install-packages.sh test.
. "$(dirname "$0")/settings.sh"

# The screen first: what the bus starts (accessibility) has to know it.
if [ -z "${FILODIRETTO_E2E_SCREEN:-}" ]; then
	export FILODIRETTO_E2E_SCREEN=1
	exec xvfb-run -a -s '-screen 0 1920x1080x24' dbus-run-session -- scripts/e2e.sh "$@"
fi

export WEBKIT_DISABLE_DMABUF_RENDERER=${WEBKIT_DISABLE_DMABUF_RENDERER:-1}
export FILODIRETTO_SCREENS=${FILODIRETTO_SCREENS:-$PWD/out/test/screens}
mkdir -p "$FILODIRETTO_SCREENS"
# Windows are brought to the front and closed by a window manager, here as anywhere.
openbox >/dev/null 2>&1 &
trap 'kill %1 2>/dev/null || true' EXIT
go test -tags e2e -count=1 -timeout 18m "$@" ./e2e/...
