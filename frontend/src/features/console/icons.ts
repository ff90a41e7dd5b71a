import { Archive, CirclePause, Inbox, Layers, type LucideIcon, Phone, UserRound } from "lucide-react";
import type { QueueName } from "../../bridge/bridge";

export const QUEUE_ICONS: Record<QueueName, LucideIcon> = {
	toTake: Inbox,
	mine: UserRound,
	toCall: Phone,
	waiting: CirclePause,
	open: Layers,
	closed: Archive,
};
