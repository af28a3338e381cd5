import { identityFor } from "../../cli/sign-in";

const AZURE = "https://func-approver.azurewebsites.net";

test("on this machine a command is signed in as somebody made up, who only reads where nobody is named", async () => {
  expect(await identityFor("http://127.0.0.1:7071", {})()).toEqual({ authorization: "Bearer local-priya" });
  expect(await identityFor("http://localhost:7071", { as: "sam" })()).toEqual({ authorization: "Bearer local-sam" });
});

test("in Azure nobody is made up, and a token is for a named app alone", () => {
  expect(() => identityFor(AZURE, { as: "sam", audience: "api://1" })).toThrow(/--as is for a product on this machine/);
  expect(() => identityFor(AZURE, {})).toThrow(/--audience/);
  expect(() => identityFor("http://127.0.0.1.evil.example", {})).toThrow(/--audience/);
});
