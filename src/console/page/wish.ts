import type { RequestDetail, RequestSummary } from "../api-types";

/** What is asked for, and how Azure shows the connection, as far as it was read. */
export type Wish = { readonly isRejection: boolean; readonly status?: string };

/** Where a rejection is asked for, approving means that the connection is left as it is: nothing is sent to Azure. */
export function wishOf(
  request: Pick<RequestSummary, "desiredStatus"> | Pick<RequestDetail, "request" | "shown">,
): Wish {
  if ("desiredStatus" in request) return { isRejection: request.desiredStatus === "Rejected" };
  const status = request.shown?.facts.connection.status;
  return { isRejection: request.request.desiredStatus === "Rejected", ...(status !== undefined && { status }) };
}

/** What a person's verdict says: "Tunde approved", "you want to keep it". */
export function verdictVerb(verdict: "approve" | "reject", { isRejection }: Wish, isYou = false): string {
  if (verdict === "reject") return "rejected";
  return isRejection ? `${isYou ? "want" : "wants"} to keep it` : "approved";
}
