import { TokenRefused, type TokenSource } from "./client";

/** A token is used until so long before its end, so that none expires on the way. */
const SPARE_MS = 2 * 60 * 1000;

/**
 * Tokens of the app's managed identity for one audience. The identity library is loaded when the first token is asked
 * for, because a cold start that asks Azure nothing must not pay for it. `clientId` names a user-assigned identity.
 */
export function managedIdentityTokens(audience: string, clientId: string | undefined, now: () => number): TokenSource {
  let held: { readonly token: string; readonly expiresAt: number } | undefined;
  let asking: Promise<string> | undefined;

  async function ask(): Promise<string> {
    const { ManagedIdentityCredential } = await import("@azure/identity");
    const credential =
      clientId === undefined ? new ManagedIdentityCredential() : new ManagedIdentityCredential({ clientId });
    try {
      const { token, expiresOnTimestamp } = await credential.getToken(`${audience}/.default`);
      held = { token, expiresAt: expiresOnTimestamp };
      return token;
    } catch (error) {
      const why = error instanceof Error ? error.name : "unknown failure";
      throw new TokenRefused(`no token for ${audience} could be had from the managed identity (${why})`, {
        cause: error,
      });
    }
  }

  return async ({ fresh }) => {
    if (!fresh && held && held.expiresAt - SPARE_MS > now()) return held.token;
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
}
