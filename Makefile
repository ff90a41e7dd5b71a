# Each target is one script; what it does is written there.
.DEFAULT_GOAL := help
.PHONY: help run dev build build-windows bindings check test soak bench pictures fuzz clean
MAKEFLAGS += --no-print-directory

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

run: ## try it: a server on demonstration data and two windows (PROFILE=operator: one; FRESH=1: anew)
	@PROFILE='$(PROFILE)' FRESH='$(FRESH)' scripts/run.sh

dev: ## the same on the development build, one window, with Vite's reloading
	@DEV=1 PROFILE='$(PROFILE)' FRESH='$(FRESH)' scripts/run.sh

build: ## build/bin/filodiretto and build/bin/filodiretto-server
	@scripts/install-packages.sh run
	@scripts/build.sh

build-windows: ## the same for Windows, and an installer if makensis is there
	@scripts/build-windows.sh

bindings: ## write frontend/wailsjs from what the program binds
	@scripts/bindings.sh

check: ## the fast part of the tests, for before each commit
	@scripts/install-packages.sh run
	@scripts/check.sh

test: ## every test there is; ends in one line that counts them (STAGES=go,frontend: some)
	@STAGES='$(STAGES)' scripts/test.sh

soak: ## simulated shifts and kills for hours, disks at every step (SEEDS=1000, FROM=1, ROUNDS=500, DISKS=1; 0: none)
	@SEEDS='$(SEEDS)' FROM='$(FROM)' ROUNDS='$(ROUNDS)' DISKS='$(DISKS)' scripts/soak.sh

bench: ## measure, print a table, write out/bench.json
	@scripts/bench.sh

pictures: ## draw the pictures of README and guides anew
	@scripts/pictures.sh

fuzz: ## every fuzz target for FUZZTIME (30s) each
	@FUZZTIME='$(FUZZTIME)' scripts/fuzz.sh

clean: ## remove what was built
	@rm -rf build/bin build/windows/installer/wails_tools.nsh build/windows/installer/tmp out coverage frontend/node_modules
	@find frontend/dist -mindepth 1 ! -name .gitkeep -delete
