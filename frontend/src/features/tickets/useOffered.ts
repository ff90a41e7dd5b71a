import { useEffect, useState } from "react";

/** What can be chosen in a list that the program knows; empty until it has said so, and where it cannot. `ask` is the same each time. */
export function useOffered<T>(ask: () => Promise<T[]>): T[] {
	const [offered, setOffered] = useState<T[]>([]);
	useEffect(() => {
		let left = false;
		ask().then(
			(all) => !left && setOffered(all),
			() => {},
		);
		return () => {
			left = true;
		};
	}, [ask]);
	return offered;
}
