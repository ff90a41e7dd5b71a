import type { SettingsBridge } from "../bridge";
import { fail } from "./kept";
import type { World } from "./world";

const FOLDER = "/home/linea2/.config/FiloDiretto/default";

export function settingsPart(world: World): SettingsBridge {
	return {
		get: async () => ({ ...world.settings }),
		async set(next) {
			if (next.proxy === "address" && !/^https?:\/\/\S+$/.test(next.proxyAddress)) {
				fail("invalid", ["proxyAddress", "unknown"]);
			}
			if (next.caFile && !/\.(pem|crt|cer)$/.test(next.caFile)) fail("invalid", ["caFile", "unknown"]);
			world.settings = { ...next };
		},
		about: async () => ({
			version: "1.0.0",
			serverName: world.me ? "Marzaghi Confezionamento" : "",
			serverVersion: world.me ? "1.0.0" : "",
			webView: "WebKitGTK 2.48.5",
			dataFolder: FOLDER,
			logFolder: `${FOLDER}/logs`,
			sessionKept: "keyring",
		}),
		async openFolder(which) {
			world.done.push(`open ${which}`);
		},
		chooseCaFile: async () => "/home/linea2/azienda-ca.pem",
		async playSound() {
			world.done.push("sound");
		},
	};
}
