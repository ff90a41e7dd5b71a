#!/usr/bin/env bash
# Installs the Debian packages that are missing for what is named: install-packages.sh run|test|windows...
# Asks for nothing, and touches nothing, when all are there.
set -euo pipefail

build=(gcc libc6-dev make pkg-config libgtk-3-dev libwebkit2gtk-4.1-dev)
run=("${build[@]}" ca-certificates dbus-daemon fonts-dejavu-core)
# A screen nobody looks at, a window manager, what finds and presses by accessible name, a browser for the bindings.
test=("${run[@]}" xvfb xauth x11-utils x11-xserver-utils openbox xdotool at-spi2-core python3-pyatspi gir1.2-atspi-2.0
	imagemagick chromium procps)
windows=(nsis)

wanted=()
for group in "$@"; do
	case $group in
	run) wanted+=("${run[@]}") ;;
	test) wanted+=("${test[@]}") ;;
	windows) wanted+=("${windows[@]}") ;;
	*)
		echo "install-packages.sh: no group called $group; there are run, test and windows" >&2
		exit 2
		;;
	esac
done
[ ${#wanted[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
	if [ "$*" = run ] && command -v pkg-config >/dev/null && pkg-config --exists gtk+-3.0 webkit2gtk-4.1; then
		exit 0
	fi
	echo "There is no apt-get here. Install what stands for these Debian packages by hand: ${wanted[*]}" >&2
	exit 1
fi

mapfile -t wanted < <(printf '%s\n' "${wanted[@]}" | sort -u)
missing=()
for package in "${wanted[@]}"; do
	status=$(dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | sort -u) || status=
	case $status in *not-installed* | *config-files* | *half* | *unpacked* | '') missing+=("$package") ;; esac
done
[ ${#missing[@]} -gt 0 ] || exit 0

elevate=()
if [ "$(id -u)" -ne 0 ]; then
	if ! command -v sudo >/dev/null; then
		echo "Packages are missing, and there is no sudo. As root: apt-get install ${missing[*]}" >&2
		exit 1
	fi
	elevate=(sudo)
fi

apt() {
	"${elevate[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@"
}

echo "Installing Debian packages: ${missing[*]}"
if ! apt update && ! { sleep 5 && apt update; }; then
	echo "The package lists could not be renewed; going on with those that are there." >&2
fi
if ! apt install -y --no-install-recommends "${missing[@]}"; then
	echo "Packages could not be installed. As root: apt-get install ${missing[*]}" >&2
	exit 1
fi
