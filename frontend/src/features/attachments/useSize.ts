import { type RefObject, useLayoutEffect, useState } from "react";

/** How large an element is inside, in pixels of the page, also when that changes; nothing before it is there. */
export function useSize(of: RefObject<HTMLElement | null>): { width: number; height: number } {
	const [size, setSize] = useState({ width: 0, height: 0 });
	useLayoutEffect(() => {
		const box = of.current;
		if (!box) return;
		const measure = () => setSize({ width: box.clientWidth, height: box.clientHeight });
		measure();
		const resized = new ResizeObserver(measure);
		resized.observe(box);
		return () => resized.disconnect();
	}, [of]);
	return size;
}
