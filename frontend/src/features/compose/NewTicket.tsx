import {
	ArrowLeft,
	CircleAlert,
	Link2,
	MessageCircle,
	Paperclip,
	Phone,
	SendHorizontal,
	Trash2,
	Undo2,
	Wrench,
} from "lucide-react";
import { type FormEvent, type RefObject, useEffect, useId, useRef, useState } from "react";
import type { BridgeError, Kind, Severity } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { type Field, nextField } from "../../model/draft";
import type { NewTicketStore } from "../../state/newticket";
import { useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { TextAreaField } from "../../ui/Field";
import { KindTabs } from "../../ui/KindTabs";
import { RadioCards } from "../../ui/RadioCards";
import { Select } from "../../ui/Select";
import { DoneMark, SeverityMark } from "../../ui/signs";
import { submitByKeys } from "../../ui/submitByKeys";
import { Strip } from "../attachments/Strip";
import { useDropTargets, usePaste } from "../attachments/useFiles";
import { useProgram, useTechnician } from "../program";
import { useReason } from "../reasons";
import { useSupportPhone } from "../SupportPhone";
import { CallerFields } from "./CallerFields";
import { CallWindow } from "./CallWindow";
import { MachineField } from "./MachineField";
import css from "./NewTicket.module.css";
import { PhoneField } from "./PhoneField";
import { useFault } from "./useFault";
import { useScanner } from "./useScanner";

/** A new request, of either kind. What is filled in is kept, whatever happens. */
export function NewTicket() {
	const program = useProgram();
	const [store] = useState(() => program.newTicket());
	useEffect(() => {
		program.enterNewTicket(store);
		return () => program.leaveNewTicket(store);
	}, [program, store]);
	const { loaded, unread } = useStore(store);
	if (loaded) return <Form store={store} />;
	return <main className={css.page}>{unread && <Unread failure={unread} onAgain={() => void store.load()} />}</main>;
}

/** A draft that cannot be read is on the disk all the same: the form comes with it, or not at all. */
function Unread({ failure, onAgain }: { failure: BridgeError; onAgain(): void }) {
	const program = useProgram();
	const support = useSupportPhone();
	const { t } = useText();
	const reason = useReason();
	return (
		<EmptyState sentence={t("newTicket.unread", { reason: reason(failure) })}>
			{support && (
				<p>
					{t("support.call")} {support.line}
				</p>
			)}
			<div className={css.unread}>
				<Button look="main" onPress={onAgain}>
					{t("action.retry")}
				</Button>
				<Button onPress={() => program.place.backToList()}>{t("action.back")}</Button>
			</div>
		</EmptyState>
	);
}

function Form({ store }: { store: NewTicketStore }) {
	const program = useProgram();
	const { draft, failure, sending, discarded } = useStore(store);
	const kept = useStore(store.keeper);
	useStore(store.files);
	const technician = useTechnician();
	const { t } = useText();
	const reason = useReason();
	const form = useRef<HTMLFormElement>(null);
	const description = useRef<HTMLTextAreaElement>(null);
	/** What is filled in is on its way out or back: the button that was pressed stays, and the focus with it. */
	const [turning, setTurning] = useState(false);

	/** The panel in front holds the field; each marks itself by its name. */
	function focus(field: Field) {
		const place = form.current?.querySelector<HTMLElement>(`[data-field="${field}"]`);
		place?.querySelector<HTMLElement>("input, textarea, button")?.focus();
	}

	// The button that led here is gone, and the focus with it. At once: a frame later somebody may be in a field already.
	// biome-ignore lint/correctness/useExhaustiveDependencies: once, when the form comes
	useEffect(() => focus(nextField(draft)), []);

	usePaste(store.files, description);
	useDropTargets([{ id: store.files.owner, kind: "new", number: 0, files: store.files, show: () => {} }]);

	const next = () => focus(nextField(store.value.draft));
	useScanner((code) => void store.scanned(code).then((found) => (found ? next() : focus("machine"))));

	async function submit(e: FormEvent) {
		e.preventDefault();
		const result = await store.submit();
		if (!result) return;
		if ("field" in result) requestAnimationFrame(() => focus(result.field));
		else program.place.open(result.id);
	}

	async function turn() {
		setTurning(true);
		try {
			await (store.empty ? store.restore() : store.discard());
		} finally {
			setTurning(false);
		}
	}

	async function back() {
		await store.flush();
		program.place.backToList();
	}

	return (
		<form ref={form} className={css.form} onSubmit={(e) => void submit(e)} onKeyDown={submitByKeys} noValidate>
			<main className={css.page}>
				<div className={css.column}>
					<h1 className={css.title}>{t("newTicket.title")}</h1>
					{draft.followsTicketId && (
						<p className={css.follows}>
							<Link2 size={20} strokeWidth={1.75} aria-hidden />
							<span>{t("newTicket.follows")}</span>
						</p>
					)}
					{technician && <CallerFields store={store} />}
					<KindTabs<Kind>
						label={t(technician ? "caller.kind" : "newTicket.kind")}
						value={draft.kind}
						onChange={(kind) => store.change({ kind })}
						tabs={[
							{
								id: "chat",
								icon: MessageCircle,
								name: t("kind.chat"),
								help: t(technician ? "caller.chat.help" : "kind.chat.help"),
								panel: <Fields store={store} kind="chat" onNext={next} description={description} />,
							},
							{
								id: "callback",
								icon: Phone,
								name: t(technician ? "caller.callback" : "kind.callback"),
								help: t(technician ? "caller.callback.help" : "kind.callback.help"),
								panel: <Fields store={store} kind="callback" onNext={next} description={description} />,
							},
						]}
					/>
					{failure && (
						<p className={css.failure} role="alert">
							<CircleAlert size={20} strokeWidth={1.75} aria-hidden />
							<span>{reason(failure)}</span>
						</p>
					)}
				</div>
			</main>
			<footer className={css.foot}>
				<div className={css.footRow}>
					<Button tall icon={ArrowLeft} onPress={() => void back()}>
						{t("action.back")}
					</Button>
					{(!store.empty || discarded || turning) && (
						<Button
							look="quiet"
							icon={store.empty ? Undo2 : Trash2}
							className={css.discard ?? ""}
							onPress={() => void turn()}
						>
							{t(store.empty ? "newTicket.restore" : "newTicket.discard")}
						</Button>
					)}
					<p className={css.kept} role="status">
						{kept === "saved" && !store.empty && (
							<>
								<DoneMark />
								{t("composer.draft.saved")}
							</>
						)}
						{kept === "failed" && store.keeper.failure && (
							<span className={css.keptFailed}>
								{t("composer.draft.failed", { reason: reason(store.keeper.failure) })}
							</span>
						)}
					</p>
					<Button type="submit" look="main" tall icon={SendHorizontal} isPending={sending}>
						{t("newTicket.submit")}
					</Button>
				</div>
			</footer>
		</form>
	);
}

interface FieldsProps {
	store: NewTicketStore;
	kind: Kind;
	description: RefObject<HTMLTextAreaElement | null>;
	onNext(): void;
}

function Fields({ store, kind, description, onNext }: FieldsProps) {
	const program = useProgram();
	const { draft, categories, proposed, already } = useStore(store);
	const technician = useTechnician();
	const support = useSupportPhone();
	const { t } = useText();
	const chat = kind === "chat";

	const fault = useFault(store);
	const machine = (
		<div data-field="machine">
			<MachineField store={store} optional={!chat} fault={fault("machine")} onTaken={onNext} />
			{already.length > 0 && (
				<section className={css.already} role="status">
					<p>{t("newTicket.already", { count: already.length })}</p>
					<ul>
						{already.map((row) => (
							<li key={row.id}>
								<Button look="link" onPress={() => program.place.open(row.id)}>
									{row.number
										? t("newTicket.already.open", { number: row.number, title: row.title })
										: t("newTicket.already.unsent", { title: row.title })}
								</Button>
							</li>
						))}
					</ul>
				</section>
			)}
		</div>
	);

	return (
		<div className={css.columns}>
			<div className={css.left}>
				{chat ? (
					<div data-field="category">
						<Select
							label={t("newTicket.category")}
							placeholder={t("newTicket.category.placeholder")}
							icon={Wrench}
							value={draft.categoryId}
							onChange={(categoryId) => store.change({ categoryId }, "category")}
							onLeave={() => store.left("category")}
							options={categories}
							help={proposed ? t("newTicket.category.proposed") : undefined}
							fault={fault("category")}
						/>
					</div>
				) : (
					<div data-field="phone">
						<PhoneField store={store} fault={fault("phone")} />
					</div>
				)}
				{machine}
				{!chat && (
					<div data-field="callWindow">
						<CallWindow
							value={draft.callWindow}
							onChange={(callWindow) => {
								store.change({ callWindow }, "callWindow");
								store.left("callWindow");
							}}
							fault={fault("callWindow")}
						/>
					</div>
				)}
			</div>
			<div className={css.right}>
				<div data-field="severity">
					<RadioCards
						label={t("severity.label")}
						value={draft.severity}
						onChange={(id) => store.change({ severity: id as Severity }, "severity")}
						onLeave={() => store.left("severity")}
						onNext={onNext}
						fault={fault("severity")}
						cards={(["stopped", "degraded", "question"] as const).map((id) => ({
							id,
							icon: <SeverityMark severity={id} size={24} />,
							name: t(`severity.${id}`),
							help: t(`severity.${id}.help`),
							...(id === "stopped" ? { tone: "red" as const } : id === "degraded" ? { tone: "amber" as const } : {}),
						}))}
					/>
					<p className={css.call} role="status">
						{draft.severity === "stopped" && !technician && support && (
							<>
								<Phone size={18} strokeWidth={1.75} aria-hidden />
								<span>
									{t("support.stopped")} {support.line}
								</span>
							</>
						)}
					</p>
				</div>
				<div data-field="description">
					<TextAreaField
						label={t("newTicket.description")}
						areaRef={description}
						placeholder={t("newTicket.description.placeholder")}
						help={draft.description && t("newTicket.keys")}
						value={draft.description}
						onChange={(e) => store.change({ description: e.target.value }, "description")}
						onBlur={() => store.left("description")}
						fault={fault("description")}
					/>
				</div>
				<Attach store={store} />
			</div>
		</div>
	);
}

/** Photographs and files under the description: a part says more than its name. */
function Attach({ store }: { store: NewTicketStore }) {
	const { t } = useText();
	const id = useId();
	return (
		<section aria-labelledby={id} className={css.attach}>
			<h2 id={id} className={css.attachTitle}>
				{t("newTicket.files")} <span>{t("newTicket.files.optional")}</span>
			</h2>
			<Strip
				store={store.files}
				more={
					<button type="button" className={css.attachMore} data-attach="" onClick={() => void store.files.pick()}>
						<Paperclip size={22} strokeWidth={1.75} aria-hidden />
						<span>
							<strong>{t("newTicket.files.add")}</strong>
							<span className={css.attachHelp}>{t("newTicket.files.help")}</span>
						</span>
					</button>
				}
			/>
		</section>
	);
}
