import type { AddResult, Attached, AttachmentBytes, BridgeError } from "./bridge";

/** Where the program answers for files, within the window's own origin. */
const FOLDER = "/attachments";

const at = (path: string, asked: Record<string, string> = {}): string => {
	const query = new URLSearchParams(asked).toString();
	return `${FOLDER}/${path}${query && `?${query}`}`;
};

/** Hands bytes over; what the program answers, or says of its failure, is JSON as it is over the bridge. */
async function post<T>(asked: Record<string, string>, bytes: Blob, failed: (said: unknown) => BridgeError): Promise<T> {
	let answer: Response;
	let said: unknown;
	try {
		// As plain bytes: WebKitGTK ends the program where the body of a request to it is a Blob.
		answer = await fetch(at("draft", asked), { method: "POST", body: await bytes.arrayBuffer() });
		said = await answer.json();
	} catch {
		throw { code: "internal" } satisfies BridgeError;
	}
	if (!answer.ok) throw failed(said);
	return said as T;
}

/** The bytes of files as the real program takes and gives them. */
export function attachmentBytes(dropsPaths: () => boolean, failed: (said: unknown) => BridgeError): AttachmentBytes {
	return {
		get dropsPaths() {
			return dropsPaths();
		},
		addBytes: (by, owner, name, bytes) => post<AddResult>({ by, owner, name }, bytes, failed),
		replace: (by, id, bytes) => post<Attached>({ by, id }, bytes, failed),
		url: (id) => at(encodeURIComponent(id)),
		thumbnailUrl: (id) => at(`${encodeURIComponent(id)}/thumbnail`),
	};
}
