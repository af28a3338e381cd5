import type { Entry } from "../approval/entry";
import { isObject } from "../json";
import { headOf } from "./chain";
import type { AuditStore } from "./store";

/** A connection's log as it is at this moment, and a way to add to it while it is so. */
export async function lookAt(log: AuditStore, connectionId: string) {
  const links = await log.read(connectionId);
  const head = headOf(connectionId, links);
  return {
    entries: links.map(({ entry }) => entry as Entry).filter(isObject),
    /** True where this call wrote the entry; false where the log has grown since, or somebody else has written it. */
    async append(entry: Entry): Promise<boolean> {
      const appended = await log.appendOn(connectionId, entry, head);
      return appended.kind === "appended" && appended.isNew;
    },
  };
}
