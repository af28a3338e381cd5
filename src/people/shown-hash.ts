import { createHash } from "node:crypto";
import type { Facts } from "../approval/model";
import { shownText } from "../approval/shown";

/** What somebody sends back to say which facts they had before them. */
export function shownHashOf(facts: Facts): string {
  return createHash("sha256").update(shownText(facts)).digest("hex");
}
