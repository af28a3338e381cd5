import type { KnownTarget } from "../http/policy";
import type { Eyes } from "../policy/what-if";
import { arm, config, connections } from "./services";

const now = () => new Date();

/** What a what-if looks through: the client that decisions use, and none of its ways to write. */
export const policyEyes: Eyes = {
  connection: async (request, directory) => (await connections()).gatherFacts(request, directory),
  async target(targetId) {
    const { readTarget } = await import("../arm/read-target");
    return readTarget(await arm(), targetId, now);
  },
};

/** A what-if starts from one of these; the list may be minutes old, and missing where Azure is slow to answer. */
const FRESH_MS = 5 * 60 * 1000;
const PATIENCE_MS = 3000;

let held: { readonly targets: readonly KnownTarget[]; readonly at: number } | undefined;

export async function knownTargets(): Promise<readonly KnownTarget[]> {
  if (held && Date.now() - held.at < FRESH_MS) return held.targets;
  const tooLong = new Promise<readonly KnownTarget[]>((resolve) => setTimeout(resolve, PATIENCE_MS, []).unref());
  return Promise.race([listed(), tooLong]);
}

async function listed(): Promise<readonly KnownTarget[]> {
  const { targetsInShort } = await import("../arm/read-target");
  const azure = await arm();
  const pages = await Promise.all(
    config().subscriptions.map((subscription) => targetsInShort(azure, subscription, now)),
  );
  held = { targets: pages.flat(), at: Date.now() };
  return held.targets;
}
