import type { ApprovalRequest, Role } from "../approval/model";
import { isRequester } from "../approval/question";
import type { Principal } from "../identity/principal";

/** Who may read what everybody asked for; a requester reads what they asked for themselves. */
export const READERS: readonly Role[] = ["Approver", "Operator", "Auditor"];

export function readsAll({ roles }: Principal): boolean {
  return roles.some((role) => READERS.includes(role));
}

/** `requests` are all that lead to what is read: a request can have joined one that was there. */
export function mayRead(reader: Principal, requests: readonly ApprovalRequest[]): boolean {
  return readsAll(reader) || isRequester(reader, requests);
}
