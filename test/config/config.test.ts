import { ConfigFaults, readConfig, SETTINGS } from "../../src/config";

const WHOLE = {
  SUBSCRIPTIONS: "50016170-C839-41ba-a724-51e9df440b9e, 6f0f1c57-3c0e-4d8f-9f63-0a9f6d2b7c11",
  AUDIT_URL: "https://contoso.blob.core.windows.net/audit",
  APPROVER_MODE: "observe",
  ServiceBusConnection__fullyQualifiedNamespace: "contoso.servicebus.windows.net",
};

const faultsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigFaults) return error.faults;
    throw error;
  }
};

test("what is not said has the value that the documentation gives", () => {
  expect(readConfig(WHOLE)).toEqual({
    armEndpoint: "https://management.azure.com",
    armAudience: "https://management.azure.com",
    subscriptions: ["50016170-c839-41ba-a724-51e9df440b9e", "6f0f1c57-3c0e-4d8f-9f63-0a9f6d2b7c11"],
    auditUrl: "https://contoso.blob.core.windows.net/audit",
    consoleUrl: "http://localhost",
    notifyAllowPrivate: false,
    notifyChannels: [],
    notifyTopic: true,
    policyFolder: "policies",
    mode: "observe",
    reconcileSchedule: "0 */15 * * * *",
    serviceBus: { kind: "namespace", host: "contoso.servicebus.windows.net" },
    signInIsOn: false,
    signInUrl: "/.auth/login/aad?post_login_redirect_uri={returnTo}",
    signOutUrl: "/.auth/logout?post_logout_redirect_uri=%2Fconsole",
    organisationTenants: [],
    webhookSecrets: [],
  });
});

test.each([
  ["True", true],
  ["true", true],
  ["False", false],
  ["", false],
  ["1", false],
  ["yes", false],
])("of sign-in %j means %j: nothing but the platform's own word turns it on", (text, isOn) => {
  expect(readConfig({ ...WHOLE, WEBSITE_AUTH_ENABLED: text }).signInIsOn).toBe(isOn);
});

test.each(["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)", "/a b", "evil"])(
  "a sign-in page is on this site, which %j is not",
  (url) => {
    expect(faultsOf({ ...WHOLE, SIGN_IN_URL: url })).toEqual([expect.stringMatching(/^SIGN_IN_URL is no path/)]);
  },
);

test("an audience follows the endpoint of its cloud", () => {
  const config = readConfig({ ...WHOLE, ARM_ENDPOINT: "https://management.usgovcloudapi.net/" });
  expect(config).toMatchObject({
    armEndpoint: "https://management.usgovcloudapi.net",
    armAudience: "https://management.usgovcloudapi.net",
  });
});

test("all faults are told at once, each by the name of its setting and with an example", () => {
  const faults = faultsOf({
    ARM_ENDPOINT: "http://management.azure.com",
    AZURE_CLIENT_ID: "me",
    SUBSCRIPTIONS: "a,50016170-c839-41ba-a724-51e9df440b9e",
    AUDIT_URL: "ftp://x",
    APPROVER_MODE: "yes",
    RECONCILE_SCHEDULE: "hourly",
  });
  expect(faults.map((fault) => fault.split(" ", 1)[0])).toEqual(
    [
      "AZURE_CLIENT_ID",
      "ARM_ENDPOINT",
      "SUBSCRIPTIONS",
      "AUDIT_URL",
      "APPROVER_MODE",
      "RECONCILE_SCHEDULE",
      "ServiceBusConnection",
    ].sort((one, other) => order(one) - order(other)),
  );
  expect(faults.every((fault) => fault.includes("For example: "))).toBe(true);

  function order(name: string): number {
    return faults.findIndex((fault) => fault.startsWith(name));
  }
});

test("nothing that grants access has a default", () => {
  expect(
    faultsOf({})
      .map((fault) => fault.split(" ", 1)[0])
      .sort(),
  ).toEqual(["APPROVER_MODE", "AUDIT_URL", "SUBSCRIPTIONS", "ServiceBusConnection"].sort());
});

test("notifications link to the app's own name, unless another is given", () => {
  const at = (more: Record<string, string>) => readConfig({ ...WHOLE, ...more }).consoleUrl;
  expect(at({ WEBSITE_HOSTNAME: "func-x.azurewebsites.net" })).toBe("https://func-x.azurewebsites.net");
  expect(at({ WEBSITE_HOSTNAME: "127.0.0.1:7071" })).toBe("http://127.0.0.1:7071");
  expect(at({ CONSOLE_URL: "https://approvals.contoso.com/" })).toBe("https://approvals.contoso.com");
});

test("what is wrong with the channels is told with everything else", () => {
  const faults = faultsOf({ NOTIFY_TOPIC: "yes", NOTIFY_CHANNELS: '[{"name":"a","kind":"teams"}]' });
  expect(faults.map((fault) => fault.split(" ", 1)[0])).toEqual(
    expect.arrayContaining(["APPROVER_MODE", "NOTIFY_TOPIC", "NOTIFY_A_URL"]),
  );
});

test("plain http is taken on this machine alone", () => {
  expect(readConfig({ ...WHOLE, ARM_ENDPOINT: "http://127.0.0.1:7072" }).armEndpoint).toBe("http://127.0.0.1:7072");
  expect(faultsOf({ ...WHOLE, ARM_ENDPOINT: "http://127.0.0.1.example.com" })).toHaveLength(1);
  expect(faultsOf({ ...WHOLE, ARM_ENDPOINT: "https://management.azure.com/path" })).toHaveLength(1);
});

test.each(["0 */15 * * * *", "0 0 6,18 * * Mon-Fri", "30 5/10 8-17 1-7 jan,Jul 0", "0 0 0 29 2 *"])(
  "%j is a schedule",
  (text) => {
    expect(readConfig({ ...WHOLE, RECONCILE_SCHEDULE: text }).reconcileSchedule).toBe(text);
  },
);

test.each([
  ["a b c d e f", '"a" for the seconds'],
  ["0 */75 * * * *", '"*/75" for the minutes, which are 0 to 59'],
  ["0 */0 * * * *", '"*/0" for the minutes'],
  ["0 0 24 * * *", '"24" for the hours'],
  ["0 0 0 0 * *", '"0" for the days'],
  ["0 0 0 * 13 *", '"13" for the months'],
  ["0 0 0 * * 7", '"7" for the weekdays, which are 0 to 6'],
  ["0 0 0 * * Mo", '"Mo" for the weekdays'],
  ["0 9-5 * * * *", '"9-5" for the minutes'],
  ["0 1-2-3 * * * *", '"1-2-3" for the minutes'],
  ["0 1,,2 * * * *", '"1,,2" for the minutes'],
  ["0 0 0 ? * *", '"?" for the days'],
  ["0 0 0 31 2,4 *", "names a day that never comes"],
  ["* * * * *", "has not six fields"],
])("%j is no schedule, and the app does not wait for the first round to say so", (text, words) => {
  const faults = faultsOf({ ...WHOLE, RECONCILE_SCHEDULE: text });
  expect(faults).toEqual([expect.stringMatching(/^RECONCILE_SCHEDULE has |^RECONCILE_SCHEDULE names /)]);
  expect(faults[0]).toContain(words);
});

test.each([
  "https://contoso.blob.core.windows.net/audit?sv=1&sig=SECRET",
  "https://SECRET:SECRET@contoso.blob.core.windows.net/audit",
  "https://contoso.blob.core.windows.net/audit#SECRET",
  "https:SECRET@contoso.blob.core.windows.net/audit",
  "https://contoso.blob.core.windows.net",
  "https://contoso.blob.core.windows.net/",
  "https://contoso.blob.core.windows.net/audit/folder",
  "https://contoso.blob.core.windows.net/Audit",
  "file://host/x",
  "contoso?sig=SECRET",
  "//SECRET@contoso/audit",
])("the audit log's place is no %j, and no secret of it is quoted back", (url) => {
  const faults = faultsOf({ ...WHOLE, AUDIT_URL: url });
  expect(faults).toEqual([expect.stringMatching(/^AUDIT_URL /)]);
  expect(faults[0]).not.toContain("SECRET");
});

test.each([
  "https://contoso.blob.core.windows.net/audit/",
  "file:///var/audit",
  "https://127.0.0.1:10000/account/audit",
])("the audit log may be at %j", (url) => {
  expect(readConfig({ ...WHOLE, AUDIT_URL: url }).auditUrl).toBe(url);
});

test.each([
  "https://contoso.servicebus.windows.net",
  "contoso.servicebus.windows.net:5671",
  "contoso",
  "a b.net",
  "x=SECRET",
])("a namespace is a host name, which %j is not", (text) => {
  const faults = faultsOf({ ...WHOLE, ServiceBusConnection__fullyQualifiedNamespace: text });
  expect(faults).toEqual([expect.stringMatching(/^ServiceBusConnection__fullyQualifiedNamespace is no host name/)]);
  expect(faults[0]).not.toContain("SECRET");
});

test("a connection string has a key, or is that of an emulator", () => {
  const read = (ServiceBusConnection: string) => faultsOf({ ...WHOLE, ServiceBusConnection });
  expect(read("Endpoint=sb://x;")).toEqual([expect.stringMatching(/^ServiceBusConnection has no key/)]);
  expect(read("Endpoint=sb://x;SharedAccessKeyName=n;")).toHaveLength(1);
  for (const rest of [
    "SharedAccessKeyName=n;SharedAccessKey=k",
    "SharedAccessSignature=s",
    "UseDevelopmentEmulator=true",
  ])
    expect(read(`Endpoint=sb://x;${rest}`)).toEqual([]);
});

test("an endpoint holds no password, and none is quoted back", () => {
  for (const ARM_ENDPOINT of [
    "https://u:SECRET@management.azure.com",
    "http://SECRET@x",
    "https://x/?sig=SECRET",
    "u:SECRET@x",
  ]) {
    const faults = faultsOf({ ...WHOLE, ARM_ENDPOINT });
    expect(faults).toEqual([expect.stringMatching(/^ARM_ENDPOINT /)]);
    expect(faults[0]).not.toContain("SECRET");
  }
});

test("a connection string is never quoted back, since it carries a key", () => {
  const [fault = ""] = faultsOf({ ...WHOLE, ServiceBusConnection: "SharedAccessKey=secret" });
  expect(fault).toContain("must begin with Endpoint=sb://");
  expect(fault).not.toContain("secret");
});

test("each setting says what it means", () => {
  for (const setting of Object.values(SETTINGS)) expect(setting.meaning).toMatch(/\.$/);
});
