// @vitest-environment node
import { describe, expect, test } from "vitest";
import {
	blank,
	cornerOf,
	isArrow,
	isBlank,
	outline,
	placed,
	shaft,
	withArrow,
	withCorner,
	withCrop,
	withEnd,
	withoutArrow,
} from "./drawing";
import { fitIn, fitted, kept, moved, turned, zoomed } from "./pose";

const size = { width: 1000, height: 600 };
const arrow = { from: { x: 100, y: 100 }, to: { x: 400, y: 100 } };

describe("an arrow", () => {
	test("points with its head where one let go, and is thicker there than at its tail", () => {
		const points = outline(arrow, 10);
		expect(points[3]).toEqual(arrow.to);
		const wide = (i: number, j: number) => Math.abs((points[i]?.y ?? 0) - (points[j]?.y ?? 0));
		expect(wide(2, 4)).toBeGreaterThan(wide(1, 5));
		expect(wide(1, 5)).toBeGreaterThan(wide(0, 6));
	});

	test("that is hardly longer than a press is none", () => {
		expect(isArrow({ from: { x: 5, y: 5 }, to: { x: 9, y: 9 } }, size)).toBe(false);
		expect(isArrow(arrow, size)).toBe(true);
	});

	test("is as well seen on a large picture as on a small one", () => {
		expect(shaft({ width: 4000, height: 3000 }) / 4000).toBeCloseTo(shaft(size) / 1000);
	});

	test("does not leave the picture by either end", () => {
		const drawing = withEnd(withArrow(blank(size), arrow), 0, "to", { x: 5000, y: -20 }, size);
		expect(drawing.arrows[0]?.to).toEqual({ x: 1000, y: 0 });
	});

	test("put there by a key lies within what is left of the picture, and no two lie on each other", () => {
		let drawing = withCrop(blank(size), { x: 200, y: 100 }, { x: 800, y: 500 }, size);
		for (let i = 0; i < 4; i++) drawing = withArrow(drawing, placed(drawing));
		for (const { from, to } of drawing.arrows) {
			for (const point of [from, to]) {
				expect(point.x).toBeGreaterThanOrEqual(200);
				expect(point.x).toBeLessThanOrEqual(800);
				expect(point.y).toBeGreaterThanOrEqual(100);
				expect(point.y).toBeLessThanOrEqual(500);
			}
		}
		expect(new Set(drawing.arrows.map(({ to }) => `${to.y}`)).size).toBe(4);
		expect(withoutArrow(drawing, 1).arrows).toHaveLength(3);
	});
});

describe("what is left of a picture", () => {
	test("is framed from corner to corner, in either direction", () => {
		const crop = { x: 200, y: 100, width: 600, height: 400 };
		expect(withCrop(blank(size), { x: 800, y: 500 }, { x: 200, y: 100 }, size).crop).toEqual(crop);
		expect(isBlank(withCrop(blank(size), { x: 0, y: 0 }, { x: 2000, y: 2000 }, size), size)).toBe(true);
	});

	test("is not changed by a press that frames next to nothing", () => {
		expect(withCrop(blank(size), { x: 10, y: 10 }, { x: 12, y: 300 }, size)).toEqual(blank(size));
	});

	test("has corners of which none passes the one across", () => {
		const drawing = withCorner(blank(size), "topLeft", { x: 5000, y: 5000 }, size);
		expect(drawing.crop.width).toBeCloseTo(50);
		expect(drawing.crop.height).toBeCloseTo(30);
		expect(cornerOf(drawing.crop, "bottomRight")).toEqual({ x: 1000, y: 600 });
		expect(withCorner(blank(size), "bottomLeft", { x: 100, y: 400 }, size).crop).toEqual({
			x: 100,
			y: 0,
			width: 900,
			height: 400,
		});
	});
});

describe("how a picture lies in its frame", () => {
	const frame = { width: 800, height: 600 };

	test("it fits, and a small one is not made larger", () => {
		expect(fitIn({ width: 1600, height: 600 }, frame, 0)).toEqual({ width: 800, height: 300 });
		expect(fitIn({ width: 1600, height: 600 }, frame, 90)).toEqual({ width: 600, height: 225 });
		expect(fitIn({ width: 100, height: 50 }, frame, 0)).toEqual({ width: 100, height: 50 });
	});

	test("what is under the pointer stays there while it grows, up to eight times", () => {
		const about = { x: 100, y: -50 };
		const pose = zoomed(fitted(), 2, about);
		expect(pose).toMatchObject({ scale: 2, x: -100, y: 50 });
		expect(zoomed(pose, 100).scale).toBe(8);
		expect(zoomed(pose, 0.4)).toMatchObject({ scale: 1, x: 0, y: 0 });
	});

	test("what fits cannot be moved; what is larger only as far as its edges", () => {
		expect(moved(fitted(), 40, 40)).toEqual(fitted());
		const shown = { width: 800, height: 300 };
		const pose = kept(moved(zoomed(fitted(), 2), 5000, 5000), shown, frame);
		expect(pose).toMatchObject({ x: 400, y: 0 });
	});

	test("four quarters are none", () => {
		expect(turned(turned(turned(turned(fitted()))))).toEqual(fitted());
	});
});
