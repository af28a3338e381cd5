import fc from "fast-check";
import { withoutSecrets } from "../../src/audit/secrets";
import type { Json } from "../../src/json";

/** A secret, and the part of it that must not be seen again. */
const word = fc.string({ unit: fc.constantFrom(..."abcXYZ019_-"), minLength: 16, maxLength: 60 });
const forms: readonly ((mark: string) => string)[] = [
  (s) => `https://management.azure.com/x/operationResults/1?api-version=2023-01-31&t=1&c=${s}&s=${s}&h=${s}`,
  (s) => `/subscriptions/1/providers/P/locations/eastus/operationStatuses/${s}`,
  (s) => `https://management.azure.com/x/operationresults/${s}`,
  (s) => encodeURIComponent(`https://management.azure.com/y?api-version=2023-01-31&t=1&c=${s}&s=a&h=${s}`),
  (s) => JSON.stringify({ url: `https://x.blob.core.windows.net/c?sv=1&sig=${s}` }),
  (s) => `https://fn.azurewebsites.net/api/x?code=${s}`,
  (s) => `https://page.example/#access_token=${s}`,
  (s) => `Bearer eyJhbGciOiJ.${s}.${s}`,
  (s) => `eyJhbGciOiJSUzI1NiJ9.${s}.${s}`,
  (s) => `authorization: bearer ${s}`,
  (s) => `Endpoint=sb://x/;SharedAccessKeyName=n;SharedAccessKey=${s}=`,
  (s) => `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${s}==;EndpointSuffix=core.windows.net`,
  (s) => `client_secret = ${s}`,
  (s) => `https://user:${s}@github.example/x`,
];
const secret = fc.tuple(fc.constantFrom(...forms), word).map(([form, mark]) => ({ text: form(mark), mark }));

/** Some JSON with a text somewhere in it, as a value or as a name. */
const around = (text: string): fc.Arbitrary<Json> =>
  fc.oneof(
    fc.constant<Json>({ deep: [1, { er: text }] }),
    fc.constant<Json>({ [text]: true }),
    fc.tuple(fc.string(), fc.string()).map(([before, after]): Json => [`${before} ${text} ${after}`]),
    fc.string().map((before): Json => `${before.replaceAll("%", "")}\n${text}`),
  );

test("nothing that looks like a signed URL, an operation's URL, a token or a key survives in an entry, wherever it stands", () => {
  fc.assert(
    fc.property(
      secret.chain(({ text, mark }) => around(text).map((value) => ({ value, mark }))),
      ({ value, mark }) => !JSON.stringify(withoutSecrets(value)).includes(mark),
    ),
    { numRuns: 1000 },
  );
});

test("what is no secret stays as it is", () => {
  const entry = {
    id: "/subscriptions/50016170-c839-41ba-a724-51e9df440b9e/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/pe",
    url: "https://docs.example/page?x=1&t=2#top",
    text: "Approved: the bearer of this request owns sub 4? Yes & no; s=1, h=2. Ticket https://tickets.example/4711",
    hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    azureRequestId: "0f0c8d1e-1f0b-4ac4-9d7f-3c1b9bb1b3a6",
    none: null,
    n: [1, 1.5, true],
  };
  expect(withoutSecrets(entry)).toEqual(entry);
});

test("a long hostile text is looked through in no time", () => {
  const hostile = [
    "eyJ".repeat(60_000),
    "http://?".repeat(30_000),
    "bearer ".repeat(30_000),
    "password ".repeat(30_000),
  ];
  const began = performance.now();
  for (const text of hostile) withoutSecrets(text);
  expect(performance.now() - began).toBeLessThan(5_000);
});
