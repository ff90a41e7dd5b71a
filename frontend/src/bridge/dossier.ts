/** A ticket as one PDF, made from what is on this workstation. */
export interface DossierBridge {
	/**
	 * Asks in a dialog of the system where, and writes it; `dossier:written` tells how far it is. `file` is empty when it was
	 * given up; `storage` where it cannot be written, and then nothing is. Notes are a technician's to ask for: `forbidden`.
	 */
	save(by: string, ticketId: string, withNotes: boolean): Promise<{ file: string }>;
}
