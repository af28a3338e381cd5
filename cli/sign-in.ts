import { EndpointMissing } from "./endpoints";

/** What a call says of whoever makes it; asked before each, because tokens end. */
export type Identity = () => Promise<Readonly<Record<string, string>>>;

export type SignIn = {
  /** One of the made-up people, for a product on this machine. */
  readonly as?: string;
  /** For whom Entra is to make tokens: the app registration's URI. */
  readonly audience?: string;
};

/** Reads everything and changes nothing: what following a request takes. */
const READER = "priya";

/** Who asks the app at this address: somebody made up on this machine, in Azure whoever is signed in to Azure here. */
export function identityFor(functions: string, { as, audience }: SignIn): Identity {
  if (isHere(functions)) return async () => bearer(`local-${as ?? READER}`);
  if (as !== undefined) throw new EndpointMissing(`--as is for a product on this machine, and ${functions} is not.`);
  if (!audience)
    throw new EndpointMissing(
      "For whom is the token? Give --audience api://<client id of the app registration>, or set APPROVER_AUDIENCE.",
    );
  return async () => bearer(await tokenFor(audience));
}

/** The library keeps the token until it ends. */
let credential: { getToken: (scope: string) => Promise<{ readonly token: string }> } | undefined;

async function tokenFor(audience: string): Promise<string> {
  if (!credential) {
    const { DefaultAzureCredential } = await import("@azure/identity");
    credential = new DefaultAzureCredential();
  }
  return (await credential.getToken(`${audience.replace(/\/$/, "")}/.default`)).token;
}

function bearer(token: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}` };
}

function isHere(functions: string): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(new URL(functions).hostname);
}
