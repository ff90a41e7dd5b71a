import { writeFileSync } from "node:fs";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vitest/config";

/** Vite empties dist, and Go embeds that folder even before it is built. */
const keepFolder: Plugin = {
	name: "keep-folder",
	apply: "build",
	closeBundle: () => writeFileSync(new URL("dist/.gitkeep", import.meta.url), ""),
};

/** The development server works by inline script and style, which the policy of the built page forbids. */
const relaxPolicy: Plugin = {
	name: "relax-policy",
	apply: "serve",
	transformIndexHtml: (html) => html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, ""),
};

export default defineConfig({
	plugins: [react(), keepFolder, relaxPolicy],
	build: {
		target: ["es2022", "safari16", "chrome110"],
		assetsInlineLimit: 0,
		cssCodeSplit: false,
		chunkSizeWarningLimit: 1200,
		modulePreload: { polyfill: false },
	},
	server: { host: "127.0.0.1", port: 5173, strictPort: false },
	test: {
		environment: "jsdom",
		setupFiles: ["test/setup.ts"],
		include: ["src/**/*.test.{ts,tsx}", "test/**/*.test.{ts,tsx}"],
		css: { modules: { classNameStrategy: "non-scoped" } },
		pool: "threads",
		restoreMocks: true,
		testTimeout: 40_000,
	},
});
