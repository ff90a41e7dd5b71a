import type { BridgeError } from "../bridge/bridge";

/** What a rejected call carries; whatever is not a bridge error is this program's own fault. */
export function failureOf(cause: unknown): BridgeError {
	if (typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string") {
		return cause as BridgeError;
	}
	return { code: "internal" };
}
