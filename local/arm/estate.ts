import * as z from "zod";
import { faultsOf, type Read } from "./behaviour";
import estateFile from "./estate.json";
import { STATUSES } from "./simulator-state";

/** What there is before anybody changes anything: whose instances, who wants to connect to them. */
export type Estate = z.infer<typeof estate>;

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const ENDPOINT = new RegExp(
  `^/subscriptions/${GUID.source.slice(1, -1)}/resourceGroups/[^/]{1,90}/providers/Microsoft\\.Network/privateEndpoints/[^/]{1,80}$`,
  "i",
);

const guid = z.string().regex(GUID, { error: "is not a GUID" });

export const connectionFields = {
  /** The swagger's pattern (arm-facts 1.1); the live service uses bare GUIDs. */
  name: z.string().regex(/^(?![0-9]+$)(?!-)[a-zA-Z0-9-]{2,49}[a-zA-Z0-9]$/, {
    error: "must be 3 to 50 letters, digits and hyphens, not all digits, and neither begin nor end with a hyphen",
  }),
  privateEndpointId: z.string().regex(ENDPOINT, {
    error:
      "is not the id of a private endpoint: expected /subscriptions/{id}/resourceGroups/{name}/providers/Microsoft.Network/privateEndpoints/{name}",
  }),
  groupIds: z.array(z.string().min(1)).min(1).default(["API"]),
  status: z.enum(STATUSES).default("Pending"),
  description: z.string().max(500).default(""),
  actionsRequired: z.string().max(500).default("None"),
};

const instance = z.strictObject({
  subscription: guid,
  resourceGroup: z.string().regex(/^[\p{L}\p{N}._()-]{1,90}$/u, { error: "is not the name of a resource group" }),
  name: z.string().regex(/^(?!-)[A-Za-z0-9-]{3,63}(?<!-)$/, {
    error: "must be 3 to 63 letters, digits and hyphens, and neither begin nor end with a hyphen",
  }),
  location: z.string().regex(/^[a-z0-9]{3,40}$/, { error: "is not a location such as westeurope" }),
  tags: z.record(z.string().min(1).max(512), z.string().max(256)).default({}),
  publicNetworkAccess: z.enum(["Enabled", "Disabled"]).default("Disabled"),
  createdAt: z.iso.datetime(),
  connections: z.array(z.strictObject(connectionFields)).default([]),
});

const estate = z
  .strictObject({
    subscriptions: z.array(z.strictObject({ id: guid, name: z.string().min(1) })).min(1),
    /** Who the consumers are. ARM does not tell; it is for people, and for the directory of a policy. */
    consumers: z.array(z.strictObject({ id: guid, name: z.string().min(1) })).default([]),
    instances: z.array(instance),
  })
  .superRefine(({ subscriptions, instances }, context) => {
    const known = new Set(subscriptions.map(({ id }) => id.toLowerCase()));
    const seen = new Set<string>();
    const add = (path: (string | number)[], key: string, message: string) => {
      if (seen.has(key.toLowerCase())) context.addIssue({ code: "custom", path, message });
      seen.add(key.toLowerCase());
    };
    for (const [index, { subscription, resourceGroup, name, connections }] of instances.entries()) {
      const path = ["instances", index];
      if (!known.has(subscription.toLowerCase()))
        context.addIssue({
          code: "custom",
          path: [...path, "subscription"],
          message: "is not among the subscriptions",
        });
      const key = `${subscription}/${resourceGroup}/${name}`;
      add([...path, "name"], key, "is there twice in its resource group");
      for (const [at, connection] of connections.entries())
        add([...path, "connections", at, "name"], `${key}/${connection.name}`, "is there twice on this instance");
    }
  });

/** Reads an estate, or says everything that is wrong with it. */
export function readEstate(value: unknown): Read<Estate> {
  const parsed = estate.safeParse(value);
  if (parsed.success) return { kind: "read", value: parsed.data };
  return { kind: "faults", faults: parsed.error.issues.flatMap((issue) => faultsOf(issue)) };
}

/** The estate of the examples: a manufacturer's digital twins, and who wants to reach them. */
export function exampleEstate(): Estate {
  const read = readEstate(estateFile);
  if (read.kind === "read") return read.value;
  throw new Error(`local/arm/estate.json is wrong:\n${read.faults.map((fault) => `  - ${fault}`).join("\n")}`);
}
