#!/usr/bin/env bash
# Measures, prints a table and writes it to out/bench.json.
. "$(dirname "$0")/settings.sh"

mkdir -p out
go run ./bench "$@"
