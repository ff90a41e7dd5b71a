import { afterEach, describe, expect, test, vi } from "vitest";
import { wailsBridge } from "../src/bridge/wails";

type Handler = (x: number, y: number, paths: string[]) => void;

/** The window of the real program, as far as the page sees it. */
function program(more: Record<string, unknown> = {}) {
	const dropped: Handler[] = [];
	const take = (handler: Handler) => dropped.push(handler);
	const runtime = {
		EventsOn: vi.fn(() => () => {}),
		OnFileDrop: take,
		OnFileDropOff: vi.fn(),
	};
	const Remove = vi.fn(async () => {});
	Object.assign(window, { go: { app: { Attachments: { Remove } } }, runtime, ...more });
	return { bridge: wailsBridge(), dropped, runtime, Remove };
}

afterEach(() => {
	for (const name of ["go", "runtime", "wails", "webkit", "chrome"]) Reflect.deleteProperty(window, name);
	vi.unstubAllGlobals();
});

const answering = (status: number, body: string) => {
	const fetch = vi.fn(async (_: string, _init: RequestInit) => new Response(body, { status }));
	vi.stubGlobal("fetch", fetch);
	return fetch;
};

describe("the bytes of files", () => {
	test("go to an address of the window's own, whatever a file is called", async () => {
		const { bridge } = program();
		const fetch = answering(200, '{"added":[],"refused":[],"limit":5}');
		const bytes = new Blob(["x"]);
		const result = await bridge.attachments.addBytes("p-1", "reply:t-1", "a&b=../c?.png", bytes);
		expect(result).toEqual({ added: [], refused: [], limit: 5 });
		const [address, sent] = fetch.mock.calls[0] ?? [];
		expect(sent?.method).toBe("POST");
		// The engine of the window on Linux does not survive a Blob here.
		expect(sent?.body).toBeInstanceOf(ArrayBuffer);
		expect(new TextDecoder().decode(sent?.body as ArrayBuffer)).toBe("x");
		const url = new URL(address ?? "", "wails://wails");
		expect(url.pathname).toBe("/attachments/draft");
		expect(Object.fromEntries(url.searchParams)).toEqual({ by: "p-1", owner: "reply:t-1", name: "a&b=../c?.png" });
	});

	test("that are refused say why as any other call does", async () => {
		const { bridge } = program();
		answering(401, '{"code":"unauthenticated"}');
		await expect(bridge.attachments.replace("p-1", "a-1", new Blob())).rejects.toEqual({ code: "unauthenticated" });
		answering(500, "<html>");
		await expect(bridge.attachments.replace("p-1", "a-1", new Blob())).rejects.toEqual({ code: "internal" });
	});

	test("are shown by addresses that lead nowhere else", () => {
		const { bridge } = program();
		expect(bridge.attachments.url("../x?y")).toBe("/attachments/..%2Fx%3Fy");
		expect(bridge.attachments.thumbnailUrl("a-1")).toBe("/attachments/a-1/thumbnail");
	});

	test("are Go's matter but for these", async () => {
		const { bridge, Remove } = program();
		await bridge.attachments.remove("p-1", "a-1");
		expect(Remove).toHaveBeenCalledWith("p-1", "a-1");
	});
});

describe("files dropped on the window", () => {
	test("have paths in a window, and none in a browser that shows the same pages", () => {
		const wails = { flags: { enableWailsDragAndDrop: true } };
		expect(program({ wails }).bridge.attachments.dropsPaths).toBe(false);
		expect(program({ wails, webkit: { messageHandlers: {} } }).bridge.attachments.dropsPaths).toBe(true);
		expect(program({ wails, webkit: undefined, chrome: { webview: {} } }).bridge.attachments.dropsPaths).toBe(true);
	});

	test("are told by Wails' own way, until nobody listens any more", () => {
		const { bridge, dropped, runtime } = program();
		const heard = vi.fn();
		const leave = bridge.on("files:dropped", heard);
		dropped[0]?.(10, 20, ["/home/linea2/foto.jpg"]);
		expect(heard).toHaveBeenCalledWith({ paths: ["/home/linea2/foto.jpg"] });
		leave();
		expect(runtime.OnFileDropOff).toHaveBeenCalled();
	});
});
