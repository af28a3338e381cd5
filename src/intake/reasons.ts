import type * as z from "zod";
import type { Reason } from "./submission";

/** All that a schema finds wrong, in words that follow a path. `what` names the whole: "a request". */
export function reasonsIn({ issues }: z.ZodError, what: string): readonly Reason[] {
  return issues.flatMap((issue): readonly Reason[] => {
    const path = issue.path.map(String).join(".");
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => ({ path: path ? `${path}.${key}` : key, text: `is not a field of ${what}` }));
    return [{ path, text: path ? issue.message : `the body: ${issue.message}` }];
  });
}
