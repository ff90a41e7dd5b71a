// Reports node's tests as lines of JSON, one for each that has ended.
import { inspect } from "node:util";

export default async function* report(events) {
	for await (const { type, data } of events) {
		if (type !== "test:pass" && type !== "test:fail") continue;
		const { error, duration_ms } = data.details;
		const cause = error?.cause ?? error;
		const failure = error && (cause?.stack ?? inspect(cause));
		yield `${JSON.stringify({ test: data.name, ok: type === "test:pass", ms: duration_ms, failure })}\n`;
	}
}
