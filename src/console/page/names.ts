import type { ConsumerInShort, TargetInShort } from "../../approval/about";
import type { Me } from "../api-types";

/** Names as the page prints them. */

export function consumerName({ owner, subscription }: ConsumerInShort): string {
  if (owner) return owner;
  return subscription ? "An unknown subscription" : "An unknown consumer";
}

/** The same in the middle of a sentence. */
export function consumerInside(consumer: ConsumerInShort): string {
  const name = consumerName(consumer);
  return consumer.owner ? name : `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`;
}

/** Where the consumer is, seen from us. The policy's directory says whose a subscription is; Azure does not. */
export function relationOf({ tenant }: ConsumerInShort, organisation: Me["organisation"]): string | undefined {
  if (!tenant) return "a tenant we do not know";
  const ours = organisation?.tenants;
  if (!ours) return undefined;
  return ours.some((one) => one.toLowerCase() === tenant.toLowerCase()) ? "our own tenant" : "another tenant";
}

const REGIONS: { readonly [name: string]: string } = {
  westeurope: "West Europe",
  northeurope: "North Europe",
  norwayeast: "Norway East",
  swedencentral: "Sweden Central",
  uksouth: "UK South",
  ukwest: "UK West",
  eastus: "East US",
  eastus2: "East US 2",
  westus: "West US",
  westus2: "West US 2",
  westus3: "West US 3",
  southcentralus: "South Central US",
  westcentralus: "West Central US",
  australiaeast: "Australia East",
  southeastasia: "Southeast Asia",
  japaneast: "Japan East",
  koreacentral: "Korea Central",
  centralindia: "Central India",
  qatarcentral: "Qatar Central",
};

/** Regions where Digital Twins lives, as the portal spells them; any other as Azure spells it. */
export function regionName(location: string): string {
  return REGIONS[location.toLowerCase().replaceAll(" ", "")] ?? location;
}

/** What stands in the small frame: `production` is long for a phone. */
export function envWord({ env }: Pick<TargetInShort, "env">): string | undefined {
  return env?.toLowerCase() === "production" ? "prod" : env;
}

export function isProduction({ env }: Pick<TargetInShort, "env">): boolean {
  return env !== undefined && /^prod(uction)?$/i.test(env);
}

export function initials(name: string): string {
  const words = name
    .replace(/@.*$/, "")
    .split(/[\s._-]+/)
    .filter((word) => /^\p{L}/u.test(word));
  const first = words[0] ?? name;
  const last = words.length > 1 ? words.at(-1) : undefined;
  return `${[...first][0] ?? "?"}${last ? ([...last][0] ?? "") : ""}`.toUpperCase();
}

/** Shortened in its middle: the ends of a name tell it from its neighbours. */
export function middleCut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const tail = Math.floor(longest / 3);
  return `${text.slice(0, longest - 1 - tail)}…${text.slice(-tail)}`;
}

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A GUID by its ends; any other text as it is. The facts have it whole. */
export function shortGuid(text: string): string {
  return GUID.test(text) ? `${text.slice(0, 8)}…${text.slice(-4)}` : text;
}

/** A hash in short, in two groups: enough to compare by eye. */
export function shortHash(hash: string): string {
  return `${hash.slice(0, 4)} ${hash.slice(4, 8)}`.trim();
}

/** Ids of deliveries can be long GUIDs: the head of the request shows so much of one. */
export function shortId(id: string): string {
  return id.length > 12 ? `${id.slice(0, 8)}…` : id;
}

export function listed(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(", ")} and ${more} more`;
  if (shown.length < 2) return shown.join("");
  return `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
