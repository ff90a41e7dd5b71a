/** What is drawn on a picture, and what of it is left: in the picture's own pixels. */

export interface Point {
	x: number;
	y: number;
}

export interface Size {
	width: number;
	height: number;
}

export interface Rect extends Point, Size {}

/** From its tail to its head. */
export interface Arrow {
	from: Point;
	to: Point;
}

export type End = keyof Arrow;
export type Corner = "topLeft" | "topRight" | "bottomLeft" | "bottomRight";
export const CORNERS: readonly Corner[] = ["topLeft", "topRight", "bottomLeft", "bottomRight"];

export interface Drawing {
	arrows: readonly Arrow[];
	/** What is left of the picture. */
	crop: Rect;
}

/** The least that can be left of a picture, as a part of its sides. */
const LEAST = 0.05;

export const whole = ({ width, height }: Size): Rect => ({ x: 0, y: 0, width, height });

export const blank = (size: Size): Drawing => ({ arrows: [], crop: whole(size) });

/** Whether the picture would be the same as before. */
export function isBlank({ arrows, crop }: Drawing, size: Size): boolean {
	return (
		arrows.length === 0 && crop.x === 0 && crop.y === 0 && crop.width === size.width && crop.height === size.height
	);
}

const between = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));

/** The nearest point of the picture. */
export const inside = ({ x, y }: Point, { width, height }: Size): Point => ({
	x: between(x, 0, width),
	y: between(y, 0, height),
});

/** How thick an arrow's shaft is: as well seen on a large picture as on a small one. */
export const shaft = ({ width, height }: Size): number => Math.max(3, Math.max(width, height) / 80);

/** Whether it is long enough to point at something. */
export const isArrow = ({ from, to }: Arrow, size: Size): boolean =>
	Math.hypot(to.x - from.x, to.y - from.y) >= shaft(size) * 3;

/** An arrow where one can see and take it: towards the middle of what is left, each a little further than the last. */
export function placed({ arrows, crop }: Drawing): Arrow {
	const shift = ((arrows.length % 4) * crop.height) / 10;
	const to = { x: crop.x + crop.width / 2, y: crop.y + crop.height / 2 + shift - crop.height / 10 };
	return { from: { x: to.x - crop.width / 4, y: to.y + crop.height / 5 }, to };
}

export const withArrow = (drawing: Drawing, arrow: Arrow): Drawing => ({
	...drawing,
	arrows: [...drawing.arrows, arrow],
});

export const withoutArrow = (drawing: Drawing, at: number): Drawing => ({
	...drawing,
	arrows: drawing.arrows.filter((_, i) => i !== at),
});

export const withEnd = (drawing: Drawing, at: number, end: End, point: Point, size: Size): Drawing => ({
	...drawing,
	arrows: drawing.arrows.map((arrow, i) => (i === at ? { ...arrow, [end]: inside(point, size) } : arrow)),
});

export function cornerOf({ x, y, width, height }: Rect, corner: Corner): Point {
	return {
		x: corner.endsWith("Left") ? x : x + width,
		y: corner.startsWith("top") ? y : y + height,
	};
}

/** The corner goes to a point; the one across stays, and is not passed. */
export function withCorner(drawing: Drawing, corner: Corner, point: Point, size: Size): Drawing {
	const { crop } = drawing;
	const { x, y } = inside(point, size);
	const leastX = size.width * LEAST;
	const leastY = size.height * LEAST;
	const right = crop.x + crop.width;
	const bottom = crop.y + crop.height;
	const left = corner.endsWith("Left") ? Math.min(x, right - leastX) : crop.x;
	const top = corner.startsWith("top") ? Math.min(y, bottom - leastY) : crop.y;
	const width = (corner.endsWith("Left") ? right : Math.max(x, crop.x + leastX)) - left;
	const height = (corner.startsWith("top") ? bottom : Math.max(y, crop.y + leastY)) - top;
	return { ...drawing, crop: { x: left, y: top, width, height } };
}

/** What lies between two points is left; nothing changes where that is too little to be meant. */
export function withCrop(drawing: Drawing, a: Point, b: Point, size: Size): Drawing {
	const one = inside(a, size);
	const other = inside(b, size);
	const width = Math.abs(one.x - other.x);
	const height = Math.abs(one.y - other.y);
	if (width < size.width * LEAST || height < size.height * LEAST) return drawing;
	return { ...drawing, crop: { x: Math.min(one.x, other.x), y: Math.min(one.y, other.y), width, height } };
}

/** The outline of an arrow: its tail, its shaft, and a head that is as long as three shafts are thick. */
export function outline({ from, to }: Arrow, thick: number): Point[] {
	const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
	const along = { x: (to.x - from.x) / length, y: (to.y - from.y) / length };
	const head = Math.min(length * 0.6, thick * 4);
	const at = (forth: number, aside: number): Point => ({
		x: from.x + along.x * forth - along.y * aside,
		y: from.y + along.y * forth + along.x * aside,
	});
	const neck = length - head;
	return [
		at(0, thick * 0.3),
		at(neck, thick * 0.5),
		at(neck, thick * 1.6),
		at(length, 0),
		at(neck, -thick * 1.6),
		at(neck, -thick * 0.5),
		at(0, -thick * 0.3),
	];
}

/** They become part of the picture, and are the same in either theme. */
const RED = "#c42b20";
const WHITE = "#ffffff";

type Painter = Pick<
	CanvasRenderingContext2D,
	| "beginPath"
	| "moveTo"
	| "lineTo"
	| "closePath"
	| "fill"
	| "stroke"
	| "lineJoin"
	| "lineWidth"
	| "strokeStyle"
	| "fillStyle"
>;

/** Red with a white edge: seen on rubber as on steel. */
export function paintArrow(painter: Painter, arrow: Arrow, thick: number): void {
	const [first, ...others] = outline(arrow, thick);
	if (!first) return;
	painter.beginPath();
	painter.moveTo(first.x, first.y);
	for (const { x, y } of others) painter.lineTo(x, y);
	painter.closePath();
	painter.lineJoin = "round";
	painter.lineWidth = thick * 0.8;
	painter.strokeStyle = WHITE;
	painter.stroke();
	painter.fillStyle = RED;
	painter.fill();
}
