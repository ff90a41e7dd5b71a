import { useEffect } from "react";
import { useText } from "../../i18n/text";
import { sizeWords } from "../../model/files";
import { useStore } from "../../state/watch";
import { Segments } from "../../ui/Segments";
import { useProgram } from "../program";
import css from "./Settings.module.css";

const GB = 1024 ** 3;
const ROOMS = { half: 500 * 1024 ** 2, two: 2 * GB, ten: 10 * GB } as const;
type RoomChoice = keyof typeof ROOMS;
const CHOICES = Object.keys(ROOMS) as RoomChoice[];

/** The choice that is nearest to what holds. */
const choiceOf = (room: number): RoomChoice =>
	CHOICES.reduce((best, one) => (Math.abs(ROOMS[one] - room) < Math.abs(ROOMS[best] - room) ? one : best), "two");

/** How much of the disk files may take, and how much they do. */
export function FilesSection() {
	const { settings, room, session } = useProgram();
	const { fileRoom } = useStore(settings);
	const taken = useStore(room);
	const me = useStore(session)?.me?.id;
	const { t, language } = useText();

	// biome-ignore lint/correctness/useExhaustiveDependencies: another limit makes room
	useEffect(() => void room.load(), [room, me, fileRoom]);

	return (
		<section>
			<Segments<RoomChoice>
				label={t("settings.files")}
				help={t("settings.files.help")}
				value={choiceOf(fileRoom)}
				onChange={(chosen) => void settings.change({ fileRoom: ROOMS[chosen] }).then(() => room.load())}
				options={CHOICES.map((id) => ({ id, name: sizeWords(ROOMS[id], language) }))}
			/>
			<p className={css.room} role="status">
				{taken &&
					t("settings.files.used", { used: sizeWords(taken.used, language), kept: sizeWords(taken.kept, language) })}
			</p>
		</section>
	);
}
