import type { ComponentProps } from "react";

interface GridPartProps extends ComponentProps<"div"> {
	role: "row" | "rowgroup" | "rowheader" | "columnheader" | "gridcell" | "group";
}

/** A part of a grid of which only what is in sight exists, and which HTML's table can therefore not be. */
export function GridPart(props: GridPartProps) {
	return <div {...props} />;
}
