import type { BridgeError } from "../../bridge/bridge";
import { type Drawing, paintArrow, type Rect, type Size, shaft } from "../../model/drawing";

/** Draws a picture as it is being drawn on, `by` times its size; what is cut away is dimmed. */
export function paintStage(
	canvas: HTMLCanvasElement,
	image: HTMLImageElement,
	drawing: Drawing,
	size: Size,
	by: number,
) {
	const painter = canvas.getContext("2d");
	if (!painter) return;
	painter.setTransform(1, 0, 0, 1, 0, 0);
	painter.clearRect(0, 0, canvas.width, canvas.height);
	painter.setTransform(by, 0, 0, by, 0, 0);
	painter.drawImage(image, 0, 0, size.width, size.height);
	for (const arrow of drawing.arrows) paintArrow(painter, arrow, shaft(size));
	dim(painter, drawing.crop, size, 2 / by);
}

function dim(painter: CanvasRenderingContext2D, { x, y, width, height }: Rect, size: Size, line: number) {
	if (width === size.width && height === size.height) return;
	painter.fillStyle = "rgb(10 16 14 / 62%)";
	painter.fillRect(0, 0, size.width, y);
	painter.fillRect(0, y + height, size.width, size.height - y - height);
	painter.fillRect(0, y, x, height);
	painter.fillRect(x + width, y, size.width - x - width, height);
	painter.lineWidth = line;
	painter.strokeStyle = "#ffffff";
	painter.strokeRect(x, y, width, height);
}

/** How good a photograph stays; of drawings and screens nothing is lost. */
const QUALITY = 0.9;

/** What was drawn and is left, as a picture of its own. */
export function painted(image: HTMLImageElement, drawing: Drawing, size: Size, type: string): Promise<Blob> {
	const { crop } = drawing;
	const canvas = document.createElement("canvas");
	canvas.width = Math.max(1, Math.round(crop.width));
	canvas.height = Math.max(1, Math.round(crop.height));
	const painter = canvas.getContext("2d");
	const lossless = type === "image/png";
	painter?.translate(-crop.x, -crop.y);
	painter?.drawImage(image, 0, 0, size.width, size.height);
	for (const arrow of drawing.arrows) if (painter) paintArrow(painter, arrow, shaft(size));
	return new Promise((resolve, reject) => {
		canvas.toBlob(
			(bytes) => (bytes ? resolve(bytes) : reject({ code: "internal" } satisfies BridgeError)),
			lossless ? "image/png" : "image/jpeg",
			QUALITY,
		);
	});
}
