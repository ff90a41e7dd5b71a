import { useEffect, useRef, useState } from "react";
import type { BridgeError, ServerFound } from "../../bridge/bridge";
import { failureOf } from "../../state/failure";
import { useStore } from "../../state/watch";
import { useProgram } from "../program";

interface Answer {
	of: string;
	found?: ServerFound;
	fault?: BridgeError;
}

/** Who answers at the address: asked once it has been left, and again when the network is reached in another way. */
export function useServer(address: string) {
	const program = useProgram();
	const { proxy, proxyAddress, caFile } = useStore(program.settings);
	const [answer, setAnswer] = useState<Answer | null>(null);
	const [looking, setLooking] = useState("");
	const asked = address.trim();
	const current = answer?.of === asked ? answer : null;
	const round = useRef(0);

	async function ask() {
		if (!asked) return;
		const mine = ++round.current;
		setLooking(asked);
		let next: Answer;
		try {
			next = { of: asked, found: await program.session.findServer(asked) };
		} catch (cause) {
			next = { of: asked, fault: failureOf(cause) };
		}
		if (mine !== round.current) return;
		setAnswer(next);
		setLooking("");
	}

	// biome-ignore lint/correctness/useExhaustiveDependencies: the way to the network is what makes it ask
	useEffect(() => void ask(), [proxy, proxyAddress, caFile]);

	return {
		found: current?.found,
		fault: current?.fault,
		looking: looking === asked && asked !== "",
		/** The address has been left. */
		look: () => void (current?.found || looking === asked || ask()),
		/** Signing in found out more about the address than asking there did. */
		failed: (fault: BridgeError) => setAnswer({ of: asked, fault }),
	};
}
