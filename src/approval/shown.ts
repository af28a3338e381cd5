import { canonical } from "../json";
import type { Facts } from "./model";

/**
 * What of the facts people decide upon, as one text. Without what changes by itself: when they were read, how far Azure
 * is, and who else connects to the target, which policy counts again once people have decided.
 */
export function shownText({ connection, target, consumer }: Facts): string {
  const { provisioningState: _, ...lasting } = connection;
  const { connections: __, ...own } = target;
  return canonical({ connection: lasting, target: own, consumer });
}
