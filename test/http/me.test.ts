import { HttpRequest } from "@azure/functions";
import { readConfig } from "../../src/config";
import { readMe } from "../../src/http/me";

const SETTINGS = {
  SUBSCRIPTIONS: "50016170-c839-41ba-a724-51e9df440b9e",
  AUDIT_URL: "https://contoso.blob.core.windows.net/audit",
  APPROVER_MODE: "observe",
  ServiceBusConnection__fullyQualifiedNamespace: "contoso.servicebus.windows.net",
};
const request = new HttpRequest({ method: "GET", url: "https://app.example/api/me" });
const sam = { id: "1", name: "Sam Oduya", kind: "person", roles: [], groups: ["g"] } as const;

test("people learn as whom they are signed in, with their roles, and where to sign out; nothing more", () => {
  const organisation = { ORGANISATION_NAME: "Contoso", ORGANISATION_TENANTS: "7C1F0F52-0f3a-4c58-9f43-5be9a7b1c210" };
  const { status, body } = readMe(
    request,
    { ...sam, roles: ["Requester"] },
    readConfig({ ...SETTINGS, ...organisation }),
  );
  expect({ status, me: JSON.parse(String(body)) }).toEqual({
    status: 200,
    me: {
      id: "1",
      name: "Sam Oduya",
      roles: ["Requester"],
      mode: "observe",
      organisation: { name: "Contoso", tenants: ["7c1f0f52-0f3a-4c58-9f43-5be9a7b1c210"] },
      signOut: "/.auth/logout?post_logout_redirect_uri=%2Fconsole",
    },
  });
});

test("who has no role sees that too", () => {
  expect(JSON.parse(String(readMe(request, sam, readConfig(SETTINGS)).body))).toMatchObject({
    roles: [],
    organisation: {},
  });
});
