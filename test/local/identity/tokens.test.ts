import * as fc from "fast-check";
import { type Claims, mintToken, verifyToken } from "../../../local/identity/tokens";

const NOW = Date.parse("2026-03-02T09:00:00Z");
const key = Buffer.alloc(32, 7);
const claims: Claims = {
  aud: "https://management.azure.com",
  iss: "https://sts.windows.net/tenant/",
  iat: NOW / 1000,
  nbf: NOW / 1000,
  exp: NOW / 1000 + 60,
  appid: "app",
  idtyp: "app",
  oid: "object",
  sub: "object",
  tid: "tenant",
  ver: "1.0",
  xms_mirid: "/subscriptions/x",
};
const token = mintToken(key, claims);

test("a token says who it is for until it expires", () => {
  expect(verifyToken(key, token, NOW)).toEqual({ ok: true, claims });
  expect(verifyToken(key, token, NOW + 59_999)).toEqual({ ok: true, claims });
  expect(verifyToken(key, token, NOW + 60_000)).toEqual({ ok: false, why: "expired", expiredAt: NOW + 60_000 });
  expect(verifyToken(key, token, NOW - 1)).toEqual({ ok: false, why: "notYetValid" });
});

test("a token with any character changed is no token", async () => {
  await fc.assert(
    fc.property(fc.nat(token.length - 1), fc.constantFrom(..."AZaz09-_."), (at, character) => {
      fc.pre(token[at] !== character);
      const changed = token.slice(0, at) + character + token.slice(at + 1);
      expect(verifyToken(key, changed, NOW).ok).toBe(false);
    }),
  );
});

test.each(["", ".", "..", "a.b", "a.b.c.d", `${token}.`, `${token}x`, token.slice(0, token.lastIndexOf("."))])(
  "%j is no token",
  (text) => expect(verifyToken(key, text, NOW).ok).toBe(false),
);

test("a token of another key is no token", () => {
  expect(verifyToken(Buffer.alloc(32, 8), token, NOW)).toEqual({ ok: false, why: "signature" });
});
