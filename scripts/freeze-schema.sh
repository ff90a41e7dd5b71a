#!/usr/bin/env bash
# Freezes the newest schema of each SQLite file that is not frozen yet, with the migration that makes it. What is frozen
# stays as it is.
. "$(dirname "$0")/settings.sh"

go test -count=1 -run '^TestSchema_.*/every_migration_is_frozen$' \
	./backend/desktop/cache ./backend/desktop/outbox ./backend/server/store/sqlite -freeze
git status --short -- '*/testdata/frozen/*'
