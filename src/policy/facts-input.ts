import * as z from "zod";
import type { Facts } from "../approval/model";
import { type Fact, fieldsOf, type ShapeName, variables } from "./facts-schema";
import { isGuid } from "./ids";
import { NO_TIME, timeIn } from "./time-text";

/** Facts that people hand in, whole or as a patch. Strict: a fact that is misspelt must not be a fact that is missing. */

const time = z.string().refine((text) => timeIn(text) !== undefined, NO_TIME);

/** Whole facts, as decisions record them. */
export const factsSchema: z.ZodType<Facts> = z.strictObject({
  ...Object.fromEntries(Object.entries(variables).map(([name, shape]) => [name, wholeShape(shape)])),
  readAt: time,
  readFrom: z.enum(["target", "targetAndConnection"]),
}) as unknown as z.ZodType<Facts>;

/** Facts that differ from others: what is named replaces, null makes unknown, the rest stays. */
export const patchSchema = z.strictObject(
  Object.fromEntries(Object.entries(variables).map(([name, shape]) => [name, patchOf(shape).optional()])),
);

export type FactsPatch = { readonly [variable in keyof typeof variables]?: Readonly<Record<string, unknown>> };

export { time as timeSchema };

function wholeShape(shape: ShapeName): z.ZodType {
  const fields = Object.entries(fieldsOf(shape) ?? {}).map(([name, fact]) => {
    const type = typeOf(fact, wholeShape);
    return [name, (fact.optional ? type.optional() : type).describe(fact.doc)];
  });
  return z.strictObject(Object.fromEntries(fields));
}

function patchOf(shape: ShapeName): z.ZodType {
  const fields = Object.entries(fieldsOf(shape) ?? {}).map(([name, fact]) => {
    const type = typeOf(fact, fact.type === "PrivateEndpoint" ? patchOf : wholeShape);
    return [name, type.nullable().optional().describe(fact.doc)];
  });
  return z.strictObject(Object.fromEntries(fields));
}

function typeOf({ type }: Fact, shapeOf: (shape: ShapeName) => z.ZodType): z.ZodType {
  switch (type) {
    case "text":
    case "id":
      return z.string();
    case "guid":
      return z.string().refine(isGuid, "is not a GUID");
    case "time":
      return time;
    case "texts":
      return z.array(z.string());
    case "tags":
      return z.record(z.string(), z.string().nullable());
    case "PrivateEndpoint":
      return shapeOf("PrivateEndpoint");
    case "list<Neighbour>":
      return z.array(shapeOf("Neighbour"));
  }
}
