import { createHash } from "node:crypto";
import { ConfigFaults, readConfig } from "../../src/config";
import { readSecrets } from "../../src/webhooks/secrets";
import { NEW, OLD, OTHER, PUBLISHED } from "./vectors";

const OTHERS = {
  SUBSCRIPTIONS: "50016170-c839-41ba-a724-51e9df440b9e",
  AUDIT_URL: "https://contoso.blob.core.windows.net/audit",
  APPROVER_MODE: "observe",
  ServiceBusConnection__fullyQualifiedNamespace: "contoso.servicebus.windows.net",
};
const entry = ({ name, secret }: { name: string; secret: string }) => `${name}=${secret}`;
const random = ["one", "two"].map((word) => createHash("sha512").update(word).digest());
const ofBytes = (length: number) => `whsec_${Buffer.concat(random).subarray(0, length).toString("base64")}`;
const faultIn = (text: string) => {
  const reading = readSecrets(text);
  return "fault" in reading ? reading.fault : undefined;
};

test("several secrets are read with the names of their senders, two of one sender among them", () => {
  const text = ` ${entry(OLD)} , ${entry(NEW)},${entry(OTHER)}`;
  expect(readConfig({ ...OTHERS, WEBHOOK_SECRETS: text }).webhookSecrets).toEqual([OLD, NEW, OTHER]);
});

test.each([{}, { WEBHOOK_SECRETS: "" }, { WEBHOOK_SECRETS: " " }])("with %j nobody may send webhooks", (given) => {
  expect(readConfig({ ...OTHERS, ...given }).webhookSecrets).toEqual([]);
});

test.each([24, 32, 64])("a secret of %d random bytes is taken", (length) => {
  expect(faultIn(`a=${ofBytes(length)}`)).toBeUndefined();
});

test.each([
  [`a=${ofBytes(23)}`, "has a secret for a that is too short: 23 bytes, where at least 24 are needed"],
  [`a=${ofBytes(65)}`, "has a secret for a that is too long: 65 bytes, where at most 64 are allowed"],
  ["a=whsec_", "has a secret for a that is too short: 0 bytes, where at least 24 are needed"],
  [
    `a=whsec_${Buffer.from("password".repeat(4)).toString("base64")}`,
    "has a secret for a that can be guessed: its bytes are not random",
  ],
  [`a=whsec_${"A".repeat(43)}=`, "has a secret for a that can be guessed: its bytes are not random"],
  ["a=whsec_not base64 at all!", "has a secret for a that is no base64 after whsec_"],
  [`a=${PUBLISHED.secret}`, "has a secret for a that everybody knows: it is an example of the specification"],
  [`a=${OLD.secret},b=${OLD.secret}`, "has a secret for b that is there twice"],
  [OLD.secret, "has a part without a name that it could be called by (number 1)"],
  [`${entry(OTHER)},Line 4=${OLD.secret}`, "has a part without a name that it could be called by (number 2)"],
  [`${entry(OTHER)},`, "has a part without a name that it could be called by (number 2)"],
  [
    "@Microsoft.KeyVault(VaultName=a;SecretName=b)",
    "is a reference to Key Vault that Azure has not resolved: the app's identity must be allowed to read it",
  ],
])("%j is refused, and why is said", (text, why) => {
  expect(faultIn(text)).toBe(why);
});

test("all that is wrong is told at once, and nothing that is secret is in it", () => {
  const short = ofBytes(20);
  const wrong = [`a=${short}`, `b=${OLD.secret}`, `c=${OLD.secret}`, NEW.secret].join(",");
  let told = "";
  try {
    readConfig({ ...OTHERS, WEBHOOK_SECRETS: wrong });
  } catch (error) {
    if (error instanceof ConfigFaults) told = `${error.message} ${JSON.stringify(error.faults)} ${error.stack}`;
  }
  for (const words of ["WEBHOOK_SECRETS has a secret for a", "has a secret for c", "number 4"])
    expect(told).toContain(words);
  for (const secret of [short, OLD.secret, NEW.secret]) expect(told).not.toContain(secret.slice("whsec_".length, 20));
});
