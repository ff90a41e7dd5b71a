import { useEffect, useState } from "react";
import { usePart } from "../../state/watch";
import { useProgram } from "../program";
import { FileIcon } from "./FileSign";
import css from "./MessageFiles.module.css";

/**
 * A picture of a message, small. That may have to be fetched first: where it could not be, it is asked for again once the line
 * changes, or something is told of the file.
 */
export function SmallPicture({ id }: { id: string }) {
	const { bridge, line, progress } = useProgram();
	const online = usePart(line, (connection) => connection?.phase === "online");
	const told = usePart(progress, (all) => all.get(id));
	const [failed, setFailed] = useState(false);

	// biome-ignore lint/correctness/useExhaustiveDependencies: each of the two is a reason to try again
	useEffect(() => setFailed(false), [online, told]);

	if (failed) {
		return (
			<span className={css.missing}>
				<FileIcon kind="picture" size={28} />
			</span>
		);
	}
	return (
		<img
			src={bridge.attachments.thumbnailUrl(id)}
			alt=""
			loading="lazy"
			decoding="async"
			draggable={false}
			onError={() => setFailed(true)}
		/>
	);
}
