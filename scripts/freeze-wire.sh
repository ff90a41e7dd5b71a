#!/usr/bin/env bash
# Records what the two programs of a version say to each other, for all later ones to be held to: freeze-wire.sh NAME
# [COMMIT]. Without a commit it is the version in the working copy; a commit is recorded by its own recorder. What is recorded
# already stays as it is.
. "$(dirname "$0")/settings.sh"

[ $# -ge 1 ] || die "freeze-wire.sh NAME [COMMIT]"
name=$1 sources=$PWD
if [ $# -ge 2 ]; then
	sources=$(mktemp -d)
	trap 'git worktree remove --force "$sources"' EXIT
	git worktree add --quiet --detach "$sources" "$2"
fi
(cd "$sources" && go test -count=1 -tags record -run '^TestRecord$' ./backend/api -as "$name")
if [ "$sources" != "$PWD" ]; then
	mkdir -p backend/api/testdata/frozen
	cp -R "$sources/backend/api/testdata/frozen/$name" backend/api/testdata/frozen/
fi
say "recorded backend/api/testdata/frozen/$name"
