import type { Bridge } from "../bridge";
import { attachmentsPart } from "./attachments";
import { composePart } from "./compose";
import { consolePart } from "./console";
import { diagnosisPart } from "./diagnosis";
import { dossierPart } from "./dossier";
import { type OtherEnd, otherEnd } from "./otherend";
import { sessionPart } from "./session";
import { settingsPart } from "./settings";
import { supportPart } from "./support";
import { ticketsPart } from "./tickets";
import { type FakeOptions, World } from "./world";

export type { FakeOptions } from "./world";

export type FakeBridge = Bridge & { world: OtherEnd };

/** An invented program in memory, with a line that can go down, for tests and for drawing the screens without Go. */
export function fakeBridge(options: FakeOptions = {}): FakeBridge {
	const world = new World(options);
	return {
		session: sessionPart(world),
		tickets: ticketsPart(world),
		compose: composePart(world),
		attachments: attachmentsPart(world),
		support: supportPart(world),
		console: consolePart(world),
		settings: settingsPart(world),
		diagnosis: diagnosisPart(world),
		dossier: dossierPart(world),
		openLink: async (url) => void world.done.push(`link ${url}`),
		on: (event, handler) => world.on(event, handler),
		world: otherEnd(world),
	};
}
