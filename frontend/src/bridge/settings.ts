import type { Language, Theme } from "./words";

/** The workstation's settings, and what the program is. */
export interface SettingsBridge {
	get(): Promise<Settings>;
	/** Takes effect at once. `invalid` names what is wrong (`proxyAddress`, `caFile`), and nothing is changed then. */
	set(settings: Settings): Promise<void>;
	about(): Promise<About>;
	openFolder(which: "data" | "logs"): Promise<void>;
	/** Asks in a dialog of the system for a file with certificates; empty when it was given up. */
	chooseCaFile(): Promise<string>;
	/** Plays the sound of a stopped machine's answer; `unavailable` where nothing can play it. */
	playSound(): Promise<void>;
}

/** The workstation's, whoever is in front. */
export interface Settings {
	language: Language;
	theme: Theme;
	contrast: "system" | "more";
	/** In percent. */
	textSize: TextSize;
	/** Whether the answer to a stopped machine is called out with sound, again every minute. */
	sound: boolean;
	/** Whether Enter sends, and Shift+Enter begins a line; otherwise Ctrl+Enter sends. */
	enterSends: boolean;
	/** How many bytes of this disk files may take; the least recently used ones make room. */
	fileRoom: number;
	proxy: "system" | "none" | "address";
	/** Of `proxy` = address: `http://proxy.example:3128`, with name and password before an @ where it asks for them. */
	proxyAddress: string;
	/** A PEM file of authorities that are trusted besides the system's; empty for none. */
	caFile: string;
}

export type TextSize = 100 | 125 | 150;

export interface About {
	version: string;
	/** Of whoever is in front; empty when nobody is. */
	serverName: string;
	serverVersion: string;
	/** What draws the window, with its version. */
	webView: string;
	dataFolder: string;
	logFolder: string;
	/** `keyring`, `file` or `none`: where the session of whoever is in front is kept across restarts. */
	sessionKept: "keyring" | "file" | "none";
}
