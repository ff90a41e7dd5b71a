import type { ReactNode } from "react";
import { useStore } from "../state/watch";
import { useProgram } from "./program";
import css from "./SupportPhone.module.css";

/** Where the system has a program that dials; elsewhere a number is only there to be read. */
const dials = (): boolean => /Windows|Macintosh/.test(navigator.userAgent);

/** A telephone number to be called: a link where the platform takes it. */
export function PhoneNumber({ phone }: { phone: string }) {
	const { bridge } = useProgram();
	if (!dials()) return <strong className={css.number}>{phone}</strong>;
	const href = `tel:${phone.replace(/[^\d+]/g, "")}`;
	return (
		<a
			href={href}
			className={css.link}
			draggable={false}
			onClick={(e) => {
				e.preventDefault();
				void bridge.openLink(href).catch(() => {});
			}}
		>
			{phone}
		</a>
	);
}

/** How to reach a person, whatever else does not work: the number, or a line with the hours too. Null when nobody has said. */
export function useSupportPhone(): { hours: string; number: ReactNode; line: ReactNode } | null {
	const contact = useStore(useProgram().session)?.support;
	if (!contact?.phone) return null;
	const number = <PhoneNumber phone={contact.phone} />;
	const line = (
		<>
			{number} <span className={css.hours}>{contact.hours}</span>
		</>
	);
	return { hours: contact.hours, number, line };
}
