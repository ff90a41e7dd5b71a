import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { IconButton } from "./Button";
import css from "./Dialog.module.css";

interface DialogProps {
	title: string;
	closeLabel: string;
	open: boolean;
	/** `middle` has room for a line of ways on; `wide` stays where it is while its parts change. */
	size?: "middle" | "wide";
	onClose(): void;
	children: ReactNode;
}

export function Dialog({ title, closeLabel, open, size, onClose, children }: DialogProps) {
	return (
		<ModalOverlay isOpen={open} onOpenChange={(next) => !next && onClose()} isDismissable className={css.scrim}>
			<Modal className={`${css.modal} ${size ? css[size] : ""}`}>
				<AriaDialog className={css.dialog}>
					<header className={css.header}>
						<Heading slot="title" level={2} className={css.title}>
							{title}
						</Heading>
					</header>
					{children}
					{/* Last for who goes by Tab, who leaves by Escape: first, it would be what the first Tab and Enter press. */}
					<IconButton icon={X} label={closeLabel} className={css.cross ?? ""} onPress={onClose} />
				</AriaDialog>
			</Modal>
		</ModalOverlay>
	);
}

export function DialogActions({ children }: { children: ReactNode }) {
	return <footer className={css.actions}>{children}</footer>;
}
