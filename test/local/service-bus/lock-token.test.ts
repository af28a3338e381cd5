import fc from "fast-check";
import { seededRandom } from "../../../local/seams";
import { bytesOfToken, newToken, tagOf, tokenOfBytes, tokenOfTag } from "../../../local/service-bus/lock-token";

test("a tag has .NET's byte order: the first three groups run backwards", () => {
  expect(tagOf("00112233-4455-6677-8899-aabbccddeeff").toString("hex")).toBe("33221100554477668899aabbccddeeff");
});

test("every token comes back from its tag and from its bytes", () => {
  fc.assert(
    fc.property(fc.uuid(), (token) => {
      expect([tokenOfTag(tagOf(token)), tokenOfBytes(bytesOfToken(token))]).toEqual([token, token]);
    }),
  );
});

test("a foreign tag is no token", () => {
  expect([tokenOfTag("text"), tokenOfTag(Buffer.alloc(4))]).toEqual([undefined, undefined]);
});

test("tokens of one seed are the same everywhere, and differ from each other", () => {
  const tokens = (seed: number) => {
    const random = seededRandom(seed);
    return Array.from({ length: 1000 }, () => newToken(random));
  };
  expect(tokens(1)).toEqual(tokens(1));
  expect(new Set(tokens(1)).size).toBe(1000);
});
