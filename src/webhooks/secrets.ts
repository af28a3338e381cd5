/**
 * What a sender signs with. The name says who sends; while a secret is being replaced, the old and the new one have the
 * same name, so that a webhook that is sent again under the new one is still known as the same.
 */
export type WebhookSecret = { readonly name: string; readonly secret: string };

export const EXAMPLE = "line-4=whsec_<base64 of 32 random bytes>";

/** So many verifications are the price of one forged webhook. */
const MOST_SECRETS = 16;
/** Standard Webhooks, "Signature scheme": 192 to 512 bits. */
const FEWEST_BYTES = 24;
const MOST_BYTES = 64;
/** Of 24 random bytes fewer differ once in thousands of millions; of a word typed again and again they do. */
const FEWEST_DIFFERENT = 12;
const NAME = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;
/** Of the specification's examples: whoever has read it could sign. */
const PUBLISHED = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

type Reading = { readonly value: readonly WebhookSecret[] } | { readonly fault: string };

/** Reads `name=whsec_…,name=whsec_…`, or says all that is wrong with it, by name and never by what is secret. */
export function readSecrets(text: string): Reading {
  if (text.startsWith("@Microsoft.KeyVault("))
    return {
      fault: "is a reference to Key Vault that Azure has not resolved: the app's identity must be allowed to read it",
    };
  const parts = text.split(",").map((part) => part.trim());
  if (parts.length > MOST_SECRETS) return { fault: `holds ${parts.length} secrets; at most ${MOST_SECRETS} are kept` };
  const secrets = parts.map(readPart);
  const faults = secrets.flatMap(({ name, secret }, index) => {
    if (!NAME.test(name)) return [`has a part without a name that it could be called by (number ${index + 1})`];
    const why = whyWeak(secret) ?? (secrets.findIndex((one) => one.secret === secret) < index ? AGAIN : undefined);
    return why === undefined ? [] : [`has a secret for ${name} that ${why}`];
  });
  return faults.length === 0 ? { value: secrets } : { fault: faults.join("; ") };
}

const AGAIN = "is there twice";

/** A name that is none comes out empty: it may be a secret whose name was forgotten. */
function readPart(part: string): WebhookSecret {
  const at = part.indexOf("=whsec_");
  return at < 0 ? { name: "", secret: "" } : { name: part.slice(0, at), secret: part.slice(at + 1) };
}

function whyWeak(secret: string): string | undefined {
  const encoded = secret.slice("whsec_".length);
  const key = Buffer.from(encoded, "base64");
  if (key.toString("base64") !== encoded) return "is no base64 after whsec_";
  if (key.length < FEWEST_BYTES) return `is too short: ${key.length} bytes, where at least ${FEWEST_BYTES} are needed`;
  if (key.length > MOST_BYTES) return `is too long: ${key.length} bytes, where at most ${MOST_BYTES} are allowed`;
  if (new Set(key).size < FEWEST_DIFFERENT) return "can be guessed: its bytes are not random";
  return secret === PUBLISHED ? "everybody knows: it is an example of the specification" : undefined;
}
