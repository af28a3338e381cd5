import * as z from "zod";
import type { ConsumerInShort, TargetInShort } from "../../approval/about";
import type { Person, Role } from "../../approval/model";
import { ROLES } from "../../approval/model";
import type { Me } from "../../console/api-types";
import { shapeOf, texts } from "./shape";

/** Who and what a request is about. */

export const person = shapeOf<Person>()(
  "Person",
  z.object({
    id: z.string().describe("What counts: the object id of a person or an app in Entra."),
    name: z.string().describe("For people to read."),
  }),
);

export const role = shapeOf<Role>()("Role", z.enum(ROLES));

export const me = shapeOf<Me>()(
  "Me",
  z.object({
    ...person.shape,
    roles: z.array(role),
    mode: z.enum(["enforce", "observe"]).describe("In observe, decisions are recorded and nothing is sent to Azure."),
    organisation: z.object({ name: z.string().exactOptional(), tenants: texts.exactOptional() }).exactOptional(),
    signOut: z.string().exactOptional().describe("Where to sign out."),
  }),
);

export const consumer = shapeOf<ConsumerInShort>()(
  "Consumer",
  z.object({
    owner: z.string().exactOptional().describe("Who owns the subscription, by the policy's directory."),
    tenant: z.string().exactOptional().describe("Its tenant, by the policy's directory."),
    subscription: z.string().exactOptional(),
    endpoint: z.string().exactOptional().describe("Name of the private endpoint."),
  }),
);

export const target = shapeOf<TargetInShort>()(
  "Target",
  z.object({
    id: z.string().describe("ARM id."),
    name: z.string(),
    env: z.string().exactOptional().describe("Value of its tag env."),
    location: z.string().exactOptional(),
  }),
);
