import type { BridgeError, ErrorCode } from "../bridge/bridge";
import { type TextKey, useText } from "../i18n/text";
import { until } from "../model/time";
import type { Program } from "../state/program";
import { useStore } from "../state/watch";
import { Button } from "../ui/Button";
import { useProgram } from "./program";

/** A sentence for each code: what happened, and what to do. */
const WORDED: Record<ErrorCode, TextKey> = {
	abandoned: "error.abandoned",
	arrived: "error.arrived",
	certificate_time: "error.certificate_time",
	conflict: "error.conflict",
	cursor_reset: "error.internal",
	disabled: "error.disabled",
	forbidden: "error.forbidden",
	hash_mismatch: "error.hash_mismatch",
	incompatible: "error.incompatible",
	internal: "error.internal",
	invalid: "error.invalid",
	malformed: "error.internal",
	method_not_allowed: "error.internal",
	newer: "error.newer",
	not_a_server: "error.not_a_server",
	not_found: "error.not_found",
	proxy: "error.proxy",
	proxy_auth: "error.proxy_auth",
	rate_limited: "error.rate_limited.soon",
	storage: "error.storage",
	ticket_closed: "error.ticket_closed",
	too_large: "error.too_large",
	unauthenticated: "error.unauthenticated",
	unavailable: "error.unavailable",
	unreachable: "error.unreachable",
	unsupported_media_type: "error.internal",
	untrusted: "error.untrusted",
};

/** Why something did not work, in a sentence. */
export function useReason(): (failure: BridgeError) => string {
	const { t, language } = useText();
	return (failure) => {
		if (failure.code === "rate_limited" && failure.retryAfter) {
			return t("error.rate_limited", { time: until(failure.retryAfter * 1000, 0, language) });
		}
		return t(WORDED[failure.code] ?? "error.internal");
	};
}

interface Way {
	text: TextKey;
	go(program: Program, address: string): void;
}

const toNetwork = (text: TextKey): Way => ({ text, go: (program) => program.dialogs.settings("network") });

/** What one can do at once about a failure, where there is something. */
const WAYS: Partial<Record<ErrorCode, Way>> = {
	proxy: toNetwork("way.proxy"),
	proxy_auth: toNetwork("way.proxy"),
	untrusted: toNetwork("way.certificate"),
	// A network that wants to be signed in to shows its page to whoever opens any address without TLS.
	not_a_server: {
		text: "way.browser",
		go: (program, address) => void program.bridge.openLink(`http://${hostOf(address)}`).catch(() => {}),
	},
	storage: {
		text: "way.folder",
		go: (program) => void program.bridge.settings.openFolder("data").catch(() => {}),
	},
};

const hostOf = (address: string): string =>
	address
		.trim()
		.replace(/^[a-z]+:\/\//i, "")
		.replace(/[/?#].*$/, "");

/** The button that leads on from a failure; nothing where the sentence says all. */
export function WayOn({
	code,
	address,
	look = "link",
}: {
	code: ErrorCode;
	address?: string;
	look?: "link" | "quiet";
}) {
	const program = useProgram();
	const session = useStore(program.session);
	const { t } = useText();
	const way = WAYS[code];
	const server = address || session?.me?.serverAddress || session?.address || "";
	if (!way || (code === "not_a_server" && !hostOf(server))) return null;
	return (
		<Button look={look} onPress={() => way.go(program, server)}>
			{t(way.text)}
		</Button>
	);
}
