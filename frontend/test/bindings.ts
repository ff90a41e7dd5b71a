import type { BoundAttachments, Bridge } from "../src/bridge/bridge";
import type * as Attachments from "../wailsjs/go/app/Attachments";
import type * as Compose from "../wailsjs/go/app/Compose";
import type * as Diagnosis from "../wailsjs/go/app/Diagnosis";
import type * as Session from "../wailsjs/go/app/Session";
import type * as Settings from "../wailsjs/go/app/Settings";
import type * as Support from "../wailsjs/go/app/Support";
import type * as Tickets from "../wailsjs/go/app/Tickets";

/*
 * Holds the bridge against what Go binds. The bridge calls Go by names it makes up while it runs, so nothing but this
 * would notice a method or a field that is called otherwise there: it does not compile then. `scripts/bindings.sh`
 * writes wailsjs from Go.
 */

/** A type as Wails can say it: no words out of a list, no tuples, nothing optional. */
type Plain<T> = T extends string
	? string
	: T extends number
		? number
		: T extends boolean
			? boolean
			: T extends readonly (infer U)[]
				? Plain<U>[]
				: T extends object
					? { [K in keyof T]-?: Plain<NonNullable<T[K]>> }
					: T;

type Call<F> = F extends (...args: infer A) => Promise<infer R>
	? { asks: { [I in keyof A]: Plain<A[I]> }; answers: Plain<R> }
	: never;

type Same<A, B> = [A, B] extends [B, A] ? true : false;

/** The methods of a part of the bridge that are not the same in Go, and those of Go that the bridge does not have. */
type Different<Part, Bound> =
	| {
			[K in keyof Part & string]: Capitalize<K> extends keyof Bound
				? Same<Call<Part[K]>, Call<Bound[Capitalize<K>]>> extends true
					? never
					: K
				: K;
	  }[keyof Part & string]
	| Exclude<keyof Bound, Capitalize<keyof Part & string>>;

type None<Methods extends never> = Methods;

export type Agreed = [
	None<Different<Bridge["session"], typeof Session>>,
	None<Different<Bridge["tickets"], typeof Tickets>>,
	None<Different<Bridge["compose"], typeof Compose>>,
	None<Different<Bridge["support"], typeof Support>>,
	None<Different<Bridge["settings"], typeof Settings>>,
	None<Different<Bridge["diagnosis"], typeof Diagnosis>>,
	None<Different<BoundAttachments, typeof Attachments>>,
];
