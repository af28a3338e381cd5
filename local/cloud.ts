import { exampleEstate } from "./arm/estate";
import { azureLogin, azureTokens } from "./azure-login";
import type { IdentityParts } from "./identity/start-identity";
import type { Options } from "./options";
import { ORGANISATION, TENANT } from "./sign-in/people";

/** What the app is told of Azure: the stand-in with its example estate, or the real one. */
export type Cloud = {
  /** Absent where the stand-in for ARM is used. */
  readonly arm?: string;
  /** For whom tokens are asked. */
  readonly audience: string;
  readonly subscriptions: readonly string[];
  /** Where tokens come from; absent where the stand-in makes them. */
  readonly issue?: NonNullable<IdentityParts["issue"]>;
  readonly settings: Readonly<Record<"APPROVER_MODE" | "ORGANISATION_NAME" | "ORGANISATION_TENANTS", string>>;
};

/** For whom the app asks tokens, here as in Azure's public cloud. */
const PUBLIC_CLOUD = "https://management.azure.com";

/** `warn` hears why a token could not be had: the app is told no more than that there is none. */
export async function cloudFor({ azure, arm }: Options, warn: (message: string) => void): Promise<Cloud> {
  return azure ? realAzure(arm ?? PUBLIC_CLOUD, warn) : example(arm);
}

function example(arm: string | undefined): Cloud {
  return {
    ...(arm && { arm }),
    audience: PUBLIC_CLOUD,
    subscriptions: exampleEstate().subscriptions.map(({ id }) => id),
    settings: { APPROVER_MODE: "enforce", ORGANISATION_NAME: ORGANISATION, ORGANISATION_TENANTS: TENANT },
  };
}

/** Observed, never changed: the people who sign in here are made up, so nobody there has decided anything. */
async function realAzure(arm: string, warn: (message: string) => void): Promise<Cloud> {
  const { subscription, tenant } = await azureLogin();
  const audience = new URL(arm).origin;
  return {
    arm,
    audience,
    subscriptions: [subscription],
    issue: azureTokens(audience, warn),
    settings: { APPROVER_MODE: "observe", ORGANISATION_NAME: "", ORGANISATION_TENANTS: tenant },
  };
}
