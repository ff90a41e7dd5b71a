import { type ClipboardEvent, type ReactNode, useMemo, useRef } from "react";
import { type Block, type Inline, parsed } from "../model/markdown";
import { selectedSource } from "./copying";
import { useProgram } from "./program";
import css from "./Written.module.css";

/**
 * What somebody wrote, in its own direction of writing, with the plain part of Markdown drawn. A link shows where it leads
 * and opens outside of this window: no page may ever take the program's place. What is copied is what was written.
 */
export function Written({ text, className = "" }: { text: string; className?: string | undefined }) {
	const shown = useRef<HTMLDivElement & HTMLParagraphElement>(null);
	const blocks = useMemo(() => parsed(text), [text]);
	const [first] = blocks;
	const looks = `${css.written} ${className}`;

	function copy(e: ClipboardEvent) {
		const source = shown.current && selectedSource(shown.current, text);
		if (source === null) return;
		e.preventDefault();
		e.clipboardData.setData("text/plain", source);
	}

	if (blocks.length === 1 && first?.kind === "words") {
		if (first.parts.every((part) => part.kind === "text" || (part.kind === "link" && !part.leads))) {
			// Nothing of it is drawn otherwise than it was written: the way it is copied needs no help.
			return (
				<p dir="auto" className={looks}>
					<Parts parts={first.parts} plain />
				</p>
			);
		}
		return (
			<p ref={shown} dir="auto" className={looks} onCopy={copy}>
				<Parts parts={first.parts} />
			</p>
		);
	}
	return (
		<div ref={shown} className={looks} onCopy={copy}>
			<Blocks blocks={blocks} />
		</div>
	);
}

function Blocks({ blocks }: { blocks: readonly Block[] }) {
	return blocks.map((block) => {
		switch (block.kind) {
			case "words":
				return (
					<p key={block.at} dir="auto" className={css.words}>
						<Parts parts={block.parts} />
					</p>
				);
			case "code":
				return <CodeBlock key={block.at} block={block} />;
			case "list": {
				const List = block.ordered ? "ol" : "ul";
				return (
					<List key={block.at} dir="auto" className={css.list}>
						{block.entries.map((entry) => (
							<li key={entry.at} className={css.entry} data-marker={block.ordered ? entry.marker : "•"}>
								<Blocks blocks={entry.blocks} />
							</li>
						))}
					</List>
				);
			}
			default:
				return null;
		}
	});
}

function CodeBlock({ block }: { block: Block & { kind: "code" } }) {
	return (
		<figure className={css.code}>
			{block.info && <figcaption className={css.info}>{block.info}</figcaption>}
			<pre className={css.pre} dir="ltr">
				<code data-at={block.at}>{block.text}</code>
			</pre>
		</figure>
	);
}

/** `plain` parts are all shown as they were written. */
function Parts({ parts, plain = false }: { parts: readonly Inline[]; plain?: boolean }): ReactNode {
	return parts.map((part) => {
		switch (part.kind) {
			case "text":
				return plain ? (
					part.text
				) : (
					<span key={part.at} data-at={part.at}>
						{part.text}
					</span>
				);
			case "code":
				return (
					<code key={part.at} data-at={part.at} className={css.inline}>
						{part.text}
					</code>
				);
			case "bold":
				return (
					<strong key={part.at}>
						<Parts parts={part.parts} />
					</strong>
				);
			default:
				return <LinkPart key={part.at} part={part} plain={plain} />;
		}
	});
}

function LinkPart({ part, plain }: { part: Inline & { kind: "link" }; plain: boolean }) {
	const { bridge } = useProgram();
	return (
		<a
			href={part.href}
			title={part.leads && part.href}
			className={css.link}
			draggable={false}
			onClick={(e) => {
				e.preventDefault();
				void bridge.openLink(part.href).catch(() => {});
			}}
			onAuxClick={(e) => e.preventDefault()}
		>
			<Parts parts={part.parts} plain={plain} />
			{part.leads && <span className={css.leads}> ({part.leads})</span>}
		</a>
	);
}
