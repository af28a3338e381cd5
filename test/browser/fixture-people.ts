import type { Person } from "../../src/approval/model";
import type { Me } from "../../src/console/api-types";

/** Made-up people who can sign in to the fixture server. */
export type Who = "mara" | "tunde" | "ines" | "sam" | "nobody";

const TENANT = "7c1f0f52-0f3a-4c58-9f43-5be9a7b1c210";
export const OURS = TENANT;
export const NORDLYS = "b51e44d0-6c1b-4a3f-8a55-0d2f6e1c9a77";

const organisation = { name: "Harbourline", tenants: [TENANT] };

export const people: { readonly [Name in Exclude<Who, "nobody">]: Me } = {
  mara: {
    id: "u-mara",
    name: "Mara Lindqvist",
    roles: ["Approver", "Auditor"],
    mode: "enforce",
    organisation,
    signOut: "/sign-out",
  },
  tunde: {
    id: "u-tunde",
    name: "Tunde Okafor",
    roles: ["Approver"],
    mode: "enforce",
    organisation,
    signOut: "/sign-out",
  },
  ines: {
    id: "u-ines",
    name: "Ines Carvalho",
    roles: ["Approver"],
    mode: "enforce",
    organisation,
    signOut: "/sign-out",
  },
  sam: { id: "u-sam", name: "Sam Oduya", roles: ["Requester"], mode: "enforce", organisation, signOut: "/sign-out" },
};

export const APPROVERS = [people.mara, people.tunde, people.ines];

export const personOf = ({ id, name }: Me): Person => ({ id, name });

export function shortName(name: string): string {
  return name.replace(/^(\p{L})\p{L}+/u, "$1.");
}

export function isWho(text: string | undefined): text is Exclude<Who, "nobody"> {
  return text !== undefined && text in people;
}
