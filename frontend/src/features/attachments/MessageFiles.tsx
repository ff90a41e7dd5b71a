import { CircleAlert, Download, RotateCw } from "lucide-react";
import type { CSSProperties } from "react";
import type { Attached, MessageItem } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { isPicture } from "../../model/files";
import { kindOf } from "../../model/kinds";
import { dotted } from "../../model/words";
import { Button } from "../../ui/Button";
import { useProgram } from "../program";
import { FileIcon, FileName, Ring } from "./FileSign";
import css from "./MessageFiles.module.css";
import { useAbout, useGoing } from "./words";

/** What is attached to a message: pictures first, side by side, then all that is no picture; `wide` fills the width there is. */
export function MessageFiles({
	item,
	ticketId,
	wide = false,
}: {
	item: MessageItem;
	ticketId: string;
	wide?: boolean;
}) {
	const { t } = useText();
	if (item.attachments.length === 0) return null;
	const pictures = item.attachments.filter(isPicture);
	const others = item.attachments.filter((attached) => !isPicture(attached));
	const failed = item.attachments.filter(({ state }) => state === "failed");
	const { own } = item;
	const mixed = pictures.length === 1 && others.length > 0;
	return (
		<div className={`${css.all} ${wide || mixed ? css.wide : ""}`}>
			{pictures.length > 0 && (
				<ul
					className={`${pictures.length === 1 ? css.single : css.pictures} ${/^[24]$/.test(`${pictures.length}`) ? css.pairs : ""}`}
					aria-label={t("attachment.pictures")}
				>
					{pictures.map((attached) => (
						<Picture
							key={attached.id}
							attached={attached}
							own={own}
							ticketId={ticketId}
							alone={pictures.length === 1}
						/>
					))}
				</ul>
			)}
			{others.length > 0 && (
				<ul className={css.files} aria-label={t("attachment.list")}>
					{others.map((attached) => (
						<FileLine key={attached.id} attached={attached} own={own} ticketId={ticketId} />
					))}
				</ul>
			)}
			{failed.map((attached) => (
				<Failed key={attached.id} attached={attached} own={own} />
			))}
		</div>
	);
}

interface FileProps {
	attached: Attached;
	own: boolean;
	ticketId: string;
}

/** How much wider than high, or higher than wide, a picture is shown at most. */
const WIDEST = 2.4;
const HIGHEST = 0.75;

/** It has its place before its bytes are here: nothing moves when they come. */
function Picture({ attached, own, ticketId, alone }: FileProps & { alone: boolean }) {
	const { bridge, viewer } = useProgram();
	const going = useGoing(attached, own);
	const { t } = useText();
	const { id, name, width, height } = attached;
	const ratio = Math.min(WIDEST, Math.max(HIGHEST, width / Math.max(1, height)));
	return (
		<li className={css.item}>
			<button
				type="button"
				className={`${css.picture} ${ratio < 1 ? css.tall : ""}`}
				style={alone ? ({ "--ratio": ratio } as CSSProperties) : undefined}
				aria-label={dotted(t("attachment.open", { name }), going.words)}
				title={name}
				onClick={() => viewer.openTicket(ticketId, id)}
			>
				<img src={bridge.attachments.thumbnailUrl(id)} alt="" loading="lazy" decoding="async" draggable={false} />
				{going.words && going.tone !== "failed" && (
					<span className={css.going}>
						{going.percent !== null && <Ring percent={going.percent} size={16} />}
						{going.words}
					</span>
				)}
				{going.tone === "failed" && (
					<span className={`${css.going} ${css.failedSign}`}>
						<CircleAlert size={18} strokeWidth={1.75} aria-hidden />
						{t("attachment.failed")}
					</span>
				)}
			</button>
		</li>
	);
}

function FileLine({ attached, own, ticketId }: FileProps) {
	const { viewer } = useProgram();
	const going = useGoing(attached, own);
	const about = useAbout();
	const { t } = useText();
	return (
		<li className={css.item}>
			<button
				type="button"
				className={css.file}
				aria-label={dotted(t("attachment.open", { name: attached.name }), about(attached), going.words)}
				onClick={() => viewer.openTicket(ticketId, attached.id)}
			>
				<span className={`${css.sign} ${going.percent === null ? "" : css.goingSign}`}>
					{going.percent === null ? (
						<FileIcon kind={kindOf(attached)} size={24} />
					) : (
						<Ring percent={going.percent} size={26} />
					)}
				</span>
				<span className={css.words}>
					<FileName name={attached.name} className={css.name} />
					<span className={css.second}>
						{about(attached)}
						{going.words && going.tone === "waiting" && <span className={css.waiting}> · {going.words}</span>}
						{going.tone === "failed" && <span className={css.failedWords}> · {t("attachment.failed")}</span>}
					</span>
				</span>
				{attached.state === "arrived" && !attached.here && <Download size={18} strokeWidth={1.75} aria-hidden />}
			</button>
		</li>
	);
}

/** Why it did not get there, and the way on. */
function Failed({ attached, own }: Omit<FileProps, "ticketId">) {
	const program = useProgram();
	const going = useGoing(attached, own);
	const { t } = useText();
	const me = program.session.value?.me?.id ?? "";
	return (
		<div className={css.failed}>
			<p className={css.reason}>
				<CircleAlert size={18} strokeWidth={1.75} aria-hidden />
				<span>
					<bdi>{attached.name}</bdi>: {going.words}
				</span>
			</p>
			{own && attached.reason !== "disabled" && (
				<Button icon={RotateCw} onPress={() => void program.bridge.attachments.retry(me, attached.id).catch(() => {})}>
					{t("attachment.retry")}
				</Button>
			)}
		</div>
	);
}
