// Gathers what the desktop program is made of, with the words under which each part may be used, into the file that its
// window shows: `node scripts/licences.mjs frontend/dist/licences.json`. The same sources make the same file.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = new URL("..", import.meta.url).pathname;

/** The programs that are handed out. */
const TARGETS = [
	{ GOOS: "linux", tags: process.env.DESKTOP_TAGS ?? "desktop,production,webkit2_41" },
	{ GOOS: "windows", tags: process.env.DESKTOP_TAGS_WINDOWS ?? "desktop,production" },
];

const LICENCE_FILE = /(?:licen[sc]e|copying|notice)/i;
const CODE = /\.(?:go|js|mjs|cjs|ts|json|html|css)$/i;

/** The words of a package, from the files at its root. */
function words(folder) {
	return readdirSync(folder, { withFileTypes: true })
		.filter((entry) => entry.isFile() && LICENCE_FILE.test(entry.name) && !CODE.test(entry.name))
		.map(({ name }) => name)
		.sort()
		.map((name) => readFileSync(join(folder, name), "utf8").replaceAll("\r\n", "\n").trim())
		.join("\n\n");
}

/** How a licence is called, where its words show it. */
function kindOf(text) {
	const has = (phrase) => text.replace(/\s+/g, " ").includes(phrase);
	if (has("Mozilla Public License, version 2.0") || has("Mozilla Public License Version 2.0")) return "MPL-2.0";
	if (has("Apache License Version 2.0")) return "Apache-2.0";
	if (has("SIL OPEN FONT LICENSE Version 1.1")) return "OFL-1.1";
	if (has("Permission is hereby granted, free of charge")) return "MIT";
	if (has("Permission to use, copy, modify, and/or distribute") || has("Permission to use, copy, modify, and distribute"))
		return "ISC";
	if (has("Redistribution and use in source and binary forms"))
		return has("endorse or promote products") ? "BSD-3-Clause" : "BSD-2-Clause";
	return "";
}

/** What of npm's goes into the pages: what the lock file does not mark as for development alone. */
function packages() {
	const lock = JSON.parse(readFileSync(join(root, "frontend/package-lock.json"), "utf8"));
	return Object.entries(lock.packages)
		.filter(([path, { dev, devOptional, optional }]) => path && !dev && !devOptional && !optional)
		.map(([path, { version, license }]) => {
			const text = words(join(root, "frontend", path));
			const kind = license ?? kindOf(text);
			return { name: path.slice(path.lastIndexOf("node_modules/") + 13), version, kind, text: text || kind };
		});
}

/** The Go modules of which some package is in the program, and Go's own library. */
function modules() {
	const found = new Map();
	for (const { GOOS, tags } of TARGETS) {
		const form = "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}{{end}}{{end}}";
		const env = { ...process.env, GOOS, GOARCH: "amd64", CGO_ENABLED: GOOS === "linux" ? "1" : "0" };
		const list = execFileSync("go", ["list", "-deps", "-tags", tags, "-f", form, "."], {
			cwd: root,
			env,
			encoding: "utf8",
			maxBuffer: 1 << 26,
		});
		for (const line of list.split("\n").filter(Boolean)) {
			const [name, version, folder] = line.split("\t");
			found.set(name, { name, version, folder });
		}
	}
	const [goRoot, goVersion] = execFileSync("go", ["env", "GOROOT", "GOVERSION"], { cwd: root, encoding: "utf8" })
		.trim()
		.split("\n");
	found.set("Go", { name: "Go", version: goVersion.replace(/^go/, ""), folder: goRoot });
	return [...found.values()].map(({ name, version, folder }) => {
		const text = words(folder);
		return { name, version, kind: kindOf(text), text };
	});
}

const all = [...packages(), ...modules()];
const silent = all.filter(({ text }) => !text).map(({ name }) => name);
if (silent.length) {
	console.error(`licences.mjs: nothing says how these may be used: ${silent.join(", ")}`);
	process.exit(1);
}
// By name alone, and not as some language sorts: the same on every machine.
const key = ({ name, version }) => `${name.toLowerCase()} ${version}`;
all.sort((a, b) => (key(a) < key(b) ? -1 : 1));
writeFileSync(process.argv[2], `${JSON.stringify(all, null, "\t")}\n`);
