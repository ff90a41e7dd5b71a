import type { Command } from "./command";
import { GO_COMMANDS } from "./gocommands";
import { LIST_COMMANDS } from "./listcommands";
import { PROGRAM_COMMANDS } from "./programcommands";
import { TICKET_COMMANDS } from "./ticketcommands";

/** Everything that can be done in the console. Menus, palette, keys and the sheet of keys are made from this. */
export const COMMANDS: readonly Command[] = [...TICKET_COMMANDS, ...LIST_COMMANDS, ...GO_COMMANDS, ...PROGRAM_COMMANDS];

export const commandOf = (id: string): Command | undefined => COMMANDS.find((command) => command.id === id);
