import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PEOPLE } from "../../local/sign-in/people";
import { ROLES } from "../../src/approval/model";

const text = readFileSync(join(__dirname, "../../docs/identity.md"), "utf8");

test("the manifest that the documentation has to paste gives every role, and that of approvers to people alone", () => {
  const [, json = ""] = /```json\n([\s\S]*?)```/.exec(text) ?? [];
  const { appRoles } = JSON.parse(json) as {
    appRoles: { id: string; value: string; allowedMemberTypes: string[] }[];
  };
  expect(appRoles.map(({ value }) => value)).toEqual([...ROLES]);
  expect(new Set(appRoles.map(({ id }) => id)).size).toBe(ROLES.length);
  for (const { value, allowedMemberTypes } of appRoles)
    expect(allowedMemberTypes).toEqual(value === "Approver" ? ["User"] : ["User", "Application"]);
});

test("the documentation knows everybody who can be signed in as on this machine", () => {
  const rows = [...text.matchAll(/^\| ([^|]+?) +\| `local-(\w+)` +\| ([^|]*?) +\| ([^|]*?) +\|$/gm)];
  expect(rows.map(([, name, nick, roles, groups]) => [name, nick, roles, groups?.replaceAll("`", "")])).toEqual(
    PEOPLE.map(({ name, nick, roles, groups }) => [name, nick, roles.join(", "), groups.join(", ")]),
  );
});
