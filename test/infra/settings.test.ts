import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SETTINGS } from "../../src/config";

const INFRA = join(__dirname, "../../infra");
const template = readdirSync(INFRA, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".bicep"))
  .map((name) => readFileSync(join(INFRA, name), "utf8"))
  .join("\n");

/** What the app reads beside its own settings, and Azure's for the host. */
const OTHERS =
  /^(ServiceBusConnection__|AzureWebJobsStorage__|APPLICATIONINSIGHTS_|WEBSITE_AUTH_AAD_|OVERRIDE_USE_MI_FIC_ASSERTION_)/;

/** Azure writes it itself. An app that was told so by its own template would believe headers that nobody checks. */
const WRITTEN_BY_AZURE = "WEBSITE_AUTH_ENABLED";

test("every setting that the app reads is given to it in Azure, and none that it does not know", () => {
  const given = [...template.matchAll(/^ +((?:[A-Z][A-Z_]+|[A-Za-z]+__[A-Za-z]+)): /gm)].map(([, name = ""]) => name);
  const own = given.filter((name) => !OTHERS.test(name)).sort();
  // The connection to Service Bus is the identity-based form, which has three parts.
  const known = Object.values(SETTINGS).map(({ name }) => name as string);
  expect(own).toEqual(known.filter((name) => name !== "ServiceBusConnection" && name !== WRITTEN_BY_AZURE).sort());
  expect(given.filter((name) => name.startsWith("ServiceBusConnection__")).sort()).toEqual([
    "ServiceBusConnection__clientId",
    "ServiceBusConnection__credential",
    "ServiceBusConnection__fullyQualifiedNamespace",
  ]);
});

/**
 * Event Grid calls as nobody, so its URL carries a function key: the one key that Azure itself needs, read where the
 * subscription is made and written nowhere else.
 */
const FOR_EVENT_GRID =
  /^ +endpointUrl: 'https:\/\/\S+\/api\/webhooks\/event-grid\?code=\$\{listKeys\('\$\{appId\}\/host\/default', '[\d-]+'\)\.functionKeys\.default\}'$/gm;

test("no key, password or connection string with one is made or handed on, but for the one that Event Grid calls with", () => {
  expect(template.match(FOR_EVENT_GRID)).toHaveLength(1);
  expect(template.replace(FOR_EVENT_GRID, "")).not.toMatch(
    /list(Account)?Keys|listSecrets|listConnectionStrings|AccountKey|SharedAccessKey|@secure/i,
  );
  expect([...template.matchAll(/Microsoft\.Storage\/storageAccounts@\S+' = \{/g)]).toHaveLength(2);
  expect([...template.matchAll(/allowSharedKeyAccess: false/g)]).toHaveLength(2);
  expect(template).toContain("disableLocalAuth: true");
});

test("the identity may read, add and decide, and nothing wider", () => {
  const actions = [
    ...template.matchAll(/^ +'(Microsoft\.(?:DigitalTwins|Storage)\/[^'@]+\/(?:read|write|action|delete|\*))'$/gm),
  ];
  expect(actions.map(([, action]) => action).sort()).toEqual([
    "Microsoft.DigitalTwins/digitalTwinsInstances/privateEndpointConnections/operationResults/read",
    "Microsoft.DigitalTwins/digitalTwinsInstances/privateEndpointConnections/read",
    "Microsoft.DigitalTwins/digitalTwinsInstances/privateEndpointConnections/write",
    "Microsoft.DigitalTwins/digitalTwinsInstances/read",
    "Microsoft.DigitalTwins/locations/operation*/read",
    "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action",
    "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
  ]);
});

test("the platform knows people of one tenant, by no secret, and leaves it to the app to turn others away", () => {
  for (const words of [
    "name: 'authsettingsV2'",
    "unauthenticatedClientAction: 'AllowAnonymous'",
    "clientSecretSettingName: 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID'",
    "WEBSITE_AUTH_AAD_ALLOWED_TENANTS: tenant().tenantId",
    "allowedExternalRedirectUrls: []",
  ])
    expect(template).toContain(words);
  expect(template).toMatch(/openIdIssuer: '\S+loginEndpoint\}\S+tenant\(\)\.tenantId\}\/v2\.0'/);
  expect(template).not.toContain(WRITTEN_BY_AZURE);
});
