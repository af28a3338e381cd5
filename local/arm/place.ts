/** What a path of ARM leads to. Names are as they were written, and empty where that kind of place has none. */
export type Place = {
  readonly kind: PlaceKind;
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly instance: string;
  readonly connection: string;
  readonly location: string;
  /** The last word: an operation's id, what a result URL carries, a link resource's name. */
  readonly item: string;
};

const INSTANCE =
  "subscriptions/{subscription}/resourcegroups/{resourceGroup}/providers/microsoft.digitaltwins/digitaltwinsinstances/{instance}";
const LOCATION = "subscriptions/{subscription}/providers/microsoft.digitaltwins/locations/{location}";

/** The operations of create-or-update.txt's API that the stand-in serves (arm-facts 1.1), and where operations are followed (1.3). */
const PATTERNS = {
  instancesOfSubscription: "subscriptions/{subscription}/providers/microsoft.digitaltwins/digitaltwinsinstances",
  instancesOfGroup:
    "subscriptions/{subscription}/resourcegroups/{resourceGroup}/providers/microsoft.digitaltwins/digitaltwinsinstances",
  instance: INSTANCE,
  connections: `${INSTANCE}/privateendpointconnections`,
  connection: `${INSTANCE}/privateendpointconnections/{connection}`,
  operation: `${INSTANCE}/privateendpointconnections/{connection}/operationresults/{item}`,
  operationOfLocation: `${LOCATION}/operationstatuses/{item}`,
  result: `${LOCATION}/operationresults/{item}`,
  linkResources: `${INSTANCE}/privatelinkresources`,
  linkResource: `${INSTANCE}/privatelinkresources/{item}`,
} as const;

export type PlaceKind = keyof typeof PATTERNS;

const SPLIT = Object.entries(PATTERNS).map(([kind, pattern]) => ({
  kind: kind as PlaceKind, // Object.entries forgets the keys' type.
  words: pattern.split("/"),
}));

/** Words of a path count without case, as ARM has it; a name may hold anything but a slash. */
export function placeOf(path: string): Place | undefined {
  const segments = segmentsOf(path);
  if (!segments) return undefined;
  for (const { kind, words } of SPLIT) {
    const names = namesIn(words, segments);
    if (names) return { ...NOWHERE, ...names, kind };
  }
  return undefined;
}

const NOWHERE = { subscription: "", resourceGroup: "", instance: "", connection: "", location: "", item: "" };

function segmentsOf(path: string): string[] | undefined {
  try {
    return path.replace(/^\//, "").split("/").map(decodeURIComponent);
  } catch {
    return undefined; // A broken percent sign: no name of ours.
  }
}

function namesIn(words: readonly string[], segments: readonly string[]): Readonly<Record<string, string>> | undefined {
  if (words.length !== segments.length) return undefined;
  const names: Record<string, string> = {};
  for (const [index, word] of words.entries()) {
    const segment = segments[index] ?? "";
    if (word.startsWith("{") && segment !== "") names[word.slice(1, -1)] = segment;
    else if (word !== segment.toLowerCase()) return undefined;
  }
  return names;
}

type Names = { readonly subscription: string; readonly resourceGroup: string };

export function groupIdOf({ subscription, resourceGroup }: Names): string {
  return `/subscriptions/${subscription}/resourceGroups/${resourceGroup}`;
}

export function instanceIdOf(names: Names & { readonly instance: string }): string {
  return `${groupIdOf(names)}/providers/Microsoft.DigitalTwins/digitalTwinsInstances/${names.instance}`;
}

export function connectionIdOf(names: Names & { readonly instance: string; readonly connection: string }): string {
  return `${instanceIdOf(names)}/privateEndpointConnections/${names.connection}`;
}

/** Under what a thing is kept: its id, whose case does not count. */
export function keyOf(id: string): string {
  return id.toLowerCase();
}
