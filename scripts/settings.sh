# Sourced by the other scripts: strict shell, the repository as the working folder, the same Go settings everywhere.
# shellcheck shell=bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# A service or a container may start without one, and Go and npm keep their caches below it.
if [ -z "${HOME:-}" ]; then
	HOME=$(getent passwd "$(id -u)" | cut -d: -f6)
	export HOME
fi

# One set of flags for building, vetting, linting and testing: with -trimpath in some of them only, Go's build cache
# holds everything twice. The version comes from git by way of the linker, so Go need not ask git (which refuses to
# answer for a folder that belongs to somebody else).
case " ${GOFLAGS:-} " in *" -trimpath "*) ;; *) GOFLAGS="${GOFLAGS:-} -trimpath" ;; esac
case " ${GOFLAGS:-} " in *" -buildvcs="*) ;; *) GOFLAGS="${GOFLAGS:-} -buildvcs=false" ;; esac
GOFLAGS="${GOFLAGS# }"
export GOFLAGS

# What the desktop program is built with on Linux and on Windows.
export DESKTOP_TAGS=desktop,production,webkit2_41
export DESKTOP_TAGS_WINDOWS=desktop,production

VERSION=${VERSION:-$(git describe --tags --always --dirty 2>/dev/null || echo unversioned)}
export VERSION
export GO_LDFLAGS="-s -w -X filodiretto/backend/api.Version=$VERSION"

# tool runs a development tool (named as its folder below build/tools) at the version that is pinned there.
tool() {
	go tool -modfile="build/tools/$1/go.mod" "$@"
}

say() { printf '%s\n' "$*"; }
die() {
	printf '%s\n' "$*" >&2
	exit 1
}
