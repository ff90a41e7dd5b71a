#!/usr/bin/env bash
# Tries the whole thing on this machine: the server as a process of its own on demonstration data, and two windows
# signed in, an operator's and a technician's. Everything ends with Ctrl+C, or once "Esci dal programma" was chosen in each
# window; a window that is closed goes on receiving.
#
#   PROFILE=operator|technician   one window only
#   FRESH=1                       begin anew; otherwise it goes on where it was left
#   DEV=1                         the development build on Vite, one window; also in a browser at the address it prints
. "$(dirname "$0")/settings.sh"

if [ -z "${DISPLAY:-}" ] && [ -z "${WAYLAND_DISPLAY:-}" ]; then
	die "There is no display to open a window on; try it without one by: xvfb-run -a make run (packages xvfb and xauth)"
fi
case ${PROFILE:-both} in
both) profiles=(operator technician) ;;
operator | technician) profiles=("$PROFILE") ;;
*) die "PROFILE is operator or technician, not $PROFILE" ;;
esac
if [ -n "${DEV:-}" ] && [ ${#profiles[@]} -gt 1 ]; then
	profiles=(operator)
fi

scripts/install-packages.sh run

state=${XDG_STATE_HOME:-$HOME/.local/state}/filodiretto-demo
umask 077
mkdir -p "$state"
exec 9>"$state/lock"
flock -n 9 || die "It is running already (another make run holds $state)"

if [ -n "${DEV:-}" ]; then
	scripts/bindings.sh
	scripts/frontend-install.sh
	say "Building the desktop program for development"
	mkdir -p build/bin
	go build -tags dev,webkit2_41 -o build/bin/filodiretto-dev .
	scripts/build.sh server
else
	scripts/build.sh desktop server
fi

# people.jsonl is written last: a folder without it was left half filled.
if [ -n "${FRESH:-}" ] || [ ! -s "$state/people.jsonl" ]; then
	rm -rf "${state:?}/server" "${state:?}/desktop" "$state/people.jsonl" "$state/address"
	say "Making demonstration data"
	build/bin/filodiretto-server demo --data "$state/server" --seed 1 >"$state/people.part" ||
		die "The demonstration data could not be made"
	mv "$state/people.part" "$state/people.jsonl"
fi

server= vite= bus= windows=()
ending() {
	trap - EXIT INT TERM HUP
	# The windows first: what they have not said yet, they say while there is a server.
	[ ${#windows[@]} -eq 0 ] || kill -TERM "${windows[@]}" 2>/dev/null || true
	[ ${#windows[@]} -eq 0 ] || wait "${windows[@]}" 2>/dev/null || true
	[ -z "$vite" ] || kill -TERM "$vite" 2>/dev/null || true
	[ -z "$server" ] || kill -TERM "$server" 2>/dev/null || true
	wait 2>/dev/null || true
	[ -z "$bus" ] || kill -TERM "$bus" 2>/dev/null || true
	rm -f "$state"/sign-in-*.json
}
trap ending EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# Notifications need a session bus; a bare X server has none.
if [ -z "${DBUS_SESSION_BUS_ADDRESS:-}" ] && [ ! -S "${XDG_RUNTIME_DIR:-/nonexistent}/bus" ]; then
	{ read -r DBUS_SESSION_BUS_ADDRESS && read -r bus; } < <(dbus-daemon --session --fork --print-address=1 --print-pid=1 9>&-)
	export DBUS_SESSION_BUS_ADDRESS
fi

# serve starts the server and waits for the line that says where it listens.
serve() {
	: >"$state/server.out"
	build/bin/filodiretto-server serve --data "$state/server" --listen "$1" \
		>"$state/server.out" 2>>"$state/server.log" 9>&- &
	server=$!
	for _ in $(seq 200); do
		url=$(sed -n 's/^listening on //p' "$state/server.out")
		[ -z "$url" ] || return 0
		kill -0 "$server" 2>/dev/null || break
		sleep 0.1
	done
	kill -TERM "$server" 2>/dev/null || true
	wait "$server" 2>/dev/null || true
	server=
	return 1
}

# A workstation keeps what it fetched by the server's address, so the next run listens where the last one did.
url=
serve "$(cat "$state/address" 2>/dev/null || echo 127.0.0.1:0)" || serve 127.0.0.1:0 ||
	die "The server did not start; it says why in $state/server.log (make run FRESH=1 begins anew)"
printf '%s\n' "${url#http://}" >"$state/address"

# person prints the login, or the credentials as a sign-in file has them, of the first person in a role.
person() {
	node -e '
		const [what, role, address, path] = process.argv.slice(1);
		const people = require("fs").readFileSync(path, "utf8").trim().split("\n").map((line) => JSON.parse(line));
		const one = people.find((person) => person.role === role);
		if (!one) { console.error("no " + role + " in the demonstration data"); process.exit(1); }
		const { login, password, name, company } = one;
		console.log(what === "sign-in"
			? JSON.stringify({ address, login, password, remember: false })
			: `${name}${company ? ", " + company : ""} (${login}, password ${password})`);
	' "$1" "$2" "$url" "$state/people.jsonl"
}

program=build/bin/filodiretto
if [ -n "${DEV:-}" ]; then
	(cd frontend && exec node_modules/.bin/vite --host 127.0.0.1 --port 5173 --strictPort) 9>&- &
	vite=$!
	export frontenddevserverurl=http://127.0.0.1:5173 devserver=127.0.0.1:34115 assetdir=frontend/dist
	program=build/bin/filodiretto-dev
	say "In a browser: http://$devserver"
fi

say "Server: $url"
for profile in "${profiles[@]}"; do
	person sign-in "$profile" >"$state/sign-in-$profile.json"
	"$program" --profile "$profile" --data "$state/desktop" --server "$url" \
		--sign-in "$state/sign-in-$profile.json" >>"$state/$profile.log" 2>&1 9>&- &
	windows+=($!)
	say "Window: $(person who "$profile")"
done
say "Logs and data: $state"
say "To end everything press Ctrl+C here, or choose \"Esci dal programma\" in each window: a closed window goes on receiving."

failed=0
for window in "${windows[@]}"; do
	status=0
	wait "$window" || status=$?
	[ "$status" -eq 0 ] || failed=1
done
[ "$failed" -eq 0 ] || die "A window ended with a failure; it says why in $state/*.log"
