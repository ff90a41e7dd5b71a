/** How a picture lies in its frame: how much larger than it would fit, turned how far, and moved from the middle. */
export interface Pose {
	/** 1 is as large as fits. */
	scale: number;
	/** In degrees. */
	turn: 0 | 90 | 180 | 270;
	/** Of the picture's middle from the frame's, in pixels of the frame. */
	x: number;
	y: number;
}

export const MOST_SCALE = 8;

/** By how much one step makes it larger. */
export const STEP = 1.25;

export const fitted = (): Pose => ({ scale: 1, turn: 0, x: 0, y: 0 });

/** Larger or smaller around a point of the frame, measured from its middle, which stays where it is. */
export function zoomed(pose: Pose, factor: number, about = { x: 0, y: 0 }): Pose {
	const wanted = Math.min(MOST_SCALE, Math.max(1, pose.scale * factor));
	// Where it all but fits, it fits.
	const scale = wanted < 1.02 ? 1 : wanted;
	if (scale === 1) return { ...pose, scale, x: 0, y: 0 };
	const by = scale / pose.scale;
	return { ...pose, scale, x: about.x - (about.x - pose.x) * by, y: about.y - (about.y - pose.y) * by };
}

/** What fits does not move. */
export const moved = (pose: Pose, x: number, y: number): Pose =>
	pose.scale === 1 ? pose : { ...pose, x: pose.x + x, y: pose.y + y };

/** A quarter to the right, in the middle again. */
export const turned = (pose: Pose): Pose => ({
	...pose,
	turn: ((pose.turn + 90) % 360) as Pose["turn"],
	x: 0,
	y: 0,
});

interface Size {
	width: number;
	height: number;
}

/** How large the picture is in its frame as it fits, before it is turned. Small ones are not made larger. */
export function fitIn(picture: Size, frame: Size, turn: Pose["turn"]): Size {
	const across = turn % 180 !== 0;
	const width = across ? picture.height : picture.width;
	const height = across ? picture.width : picture.height;
	const by = Math.min(1, frame.width / width, frame.height / height);
	return { width: picture.width * by, height: picture.height * by };
}

/** Moved no further than that some of it stays in the frame: no edge of what is larger comes inside of the frame's. */
export function kept(pose: Pose, shown: Size, frame: Size): Pose {
	const across = pose.turn % 180 !== 0;
	const width = (across ? shown.height : shown.width) * pose.scale;
	const height = (across ? shown.width : shown.height) * pose.scale;
	const within = (value: number, size: number, room: number) => {
		const most = Math.max(0, (size - room) / 2);
		return Math.min(most, Math.max(-most, value));
	};
	return { ...pose, x: within(pose.x, width, frame.width), y: within(pose.y, height, frame.height) };
}
