import { afterEach, beforeAll, expect, vi } from "vitest";

/** jsdom lays nothing out: these make the window 1366×768, each virtual card 180 px, each row of a table 36, so that lists render theirs. */
class SizedObserver implements ResizeObserver {
	private readonly report: ResizeObserverCallback;
	constructor(report: ResizeObserverCallback) {
		this.report = report;
	}
	observe(target: Element) {
		const scrolls = target instanceof HTMLElement && target.dataset.scroll !== undefined;
		const height = scrolls ? 768 : target.querySelector("[role=row]") ? 36 : 180;
		const contentRect = {
			width: 400,
			height,
			top: 0,
			left: 0,
			right: 400,
			bottom: height,
			x: 0,
			y: 0,
		} as DOMRectReadOnly;
		queueMicrotask(() =>
			this.report(
				[
					{
						target,
						contentRect,
						borderBoxSize: [],
						contentBoxSize: [],
						devicePixelContentBoxSize: [],
					} as ResizeObserverEntry,
				],
				this,
			),
		);
	}
	unobserve() {}
	disconnect() {}
}

if (typeof window !== "undefined") {
	const { cleanup, configure } = await import("@testing-library/react");
	// Looking up by role is what takes the time; what is hidden from readers, axe and the tests by name watch. And what
	// a test waits for comes when it comes: a busy machine is no failure, the test's own limit is the end.
	configure({ defaultHidden: true, asyncUtilTimeout: 10_000 });
	// No style sheet is loaded here: jsdom's own cascade would say nothing more, at half the time of every test.
	const plainStyle = (element: Element) => {
		const display = element instanceof HTMLElement && element.hidden ? "none" : "block";
		const values: Record<string, string> = { display, visibility: "visible", pointerEvents: "auto", content: "" };
		return { ...values, getPropertyValue: (name: string) => values[name] ?? "" } as unknown as CSSStyleDeclaration;
	};
	beforeAll(() => {
		if (!expect.getState().testPath?.endsWith("axe.test.tsx")) vi.stubGlobal("getComputedStyle", plainStyle);
		vi.stubGlobal("ResizeObserver", SizedObserver);
		vi.stubGlobal("CSS", { escape: (text: string) => text.replace(/[^\w-]/g, "\\$&") });
		Object.defineProperty(HTMLElement.prototype, "offsetParent", { get: () => document.body, configurable: true });
		Element.prototype.scrollTo = () => {};
		Element.prototype.scrollIntoView = () => {};
		window.matchMedia = (query: string) =>
			({
				matches: false,
				media: query,
				addEventListener: () => {},
				removeEventListener: () => {},
			}) as unknown as MediaQueryList;
	});
	afterEach(cleanup);
}
