package main

import "time"

// stages are all there are, in their order: what the later ones need first, and what fails quickly before what is slow.
var stages = []stage{
	{
		name: "prepare", says: "system packages, Go modules, npm packages", limit: 15 * time.Minute, beside: true,
		commands: []command{
			{name: "install system packages", args: []string{"scripts/install-packages.sh", "run", "test"}, asks: true},
			{name: "fetch Go modules", args: []string{"go", "mod", "download"}},
			{name: "fetch the tools' Go modules", args: []string{"go", "mod", "download", "-modfile=build/tools/golangci-lint/go.mod"}},
			{name: "install npm packages", args: []string{"scripts/frontend-install.sh"}},
		},
	},
	{
		name: "frontend", says: "form, types, tests and build of the frontend; its bindings are what the program binds",
		needs: "frontend/package.json", limit: 20 * time.Minute,
		commands: []command{
			{name: "bindings are up to date", args: []string{"scripts/bindings.sh", "--check"}},
			{name: "biome", args: []string{"npm", "--prefix", "frontend", "run", "lint"}},
			{name: "tsc", args: []string{"frontend/node_modules/.bin/tsc", "-p", "frontend"}},
			{
				name:   "vitest",
				args:   []string{"npm", "--prefix", "frontend", "run", "test", "--", "--reporter=default", "--reporter=json", "--outputFile.json=../" + logs + "/vitest.json"},
				result: logs + "/vitest.json", count: countVitest,
			},
			{name: "build", args: []string{"scripts/frontend-build.sh"}},
		},
	},
	{
		name: "lint", says: "gofmt, vet, golangci-lint", limit: 15 * time.Minute,
		commands: []command{{name: "gofmt, vet and golangci-lint", args: []string{"scripts/lint.sh"}}},
	},
	{
		name: "go", says: "every Go test with the race detector, fuzz targets on their seeds", limit: 40 * time.Minute,
		commands: []command{{
			name: "go test", args: []string{"go", "test", "-race", "-json", "-timeout", "25m", "./..."}, count: countGo,
		}},
	},
	{
		name: "disks", says: "power cuts and failing disks at every operation, death at every step of an upgrade", limit: 20 * time.Minute,
		commands: []command{{
			name: "disks",
			// Without the race detector, with which the stage before tries a few.
			args: []string{
				"go", "test", "-json", "-timeout", "19m", "-run", "^TestSchema_|PowerCut|DiskFails|AProgramDied",
				"./backend/sqlitedb", "./backend/desktop/cache", "./backend/desktop/outbox", "./backend/server/store/sqlite",
			},
			count: countGo,
		}},
	},
	{
		name: "simulation", says: "30 simulated shifts on broken lines, disks and clocks", needs: "internal/simulation/*.go", limit: 45 * time.Minute,
		commands: []command{{
			name: "simulation",
			args: []string{"go", "test", "-json", "-timeout", "44m", "-run", "^TestShift", "./internal/simulation", "-seeds", "30"},
			// Without the race detector, which the stage before has had: there are a thousand acts in each.
			count: countGo,
		}},
	},
	{
		name: "build", says: "both programs for Linux, and for Windows without a C compiler", limit: 15 * time.Minute,
		commands: []command{
			{name: "desktop program", args: []string{"scripts/build.sh", "desktop"}},
			{name: "server", args: []string{"scripts/build.sh", "server"}},
			{name: "cross-build for Windows", args: []string{"scripts/build-windows.sh", "--compile"}},
		},
	},
	{
		name: "e2e", says: "the running programs: bindings in a browser, windows under Xvfb", needs: "e2e/*.go", limit: 20 * time.Minute,
		commands: []command{{
			name: "end-to-end tests",
			args: []string{"scripts/e2e.sh", "-json", "-skip", "^TestFaults_"}, count: countGo,
		}},
	},
	{
		name: "faults", says: "the running programs killed, on a bad network, on full disks, restored", needs: "e2e/*.go", limit: 20 * time.Minute,
		commands: []command{{
			name: "tests under faults",
			// They mostly wait, each for its own programs.
			args: []string{"scripts/e2e.sh", "-json", "-run", "^TestFaults_", "-parallel", "8"}, count: countGo,
		}},
	},
}
