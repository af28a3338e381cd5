import { HttpRequest } from "@azure/functions";
import { readResponse } from "../../src/http/etag";

const read = (body: object, ifNoneMatch?: string) =>
  readResponse(
    new HttpRequest({
      method: "GET",
      url: "https://app.example/api/x",
      headers: ifNoneMatch === undefined ? {} : { "if-none-match": ifNoneMatch },
    }),
    { ...body },
  );
const etagOf = (body: object) => String(Object(read(body).headers)["etag"]);

test("an answer is named by its content, and no cache keeps it for others", () => {
  expect(read({ a: 1 })).toMatchObject({ status: 200, headers: { "cache-control": "private, no-cache" } });
  expect(etagOf({ a: 1 })).toBe(etagOf({ a: 1 }));
  expect(etagOf({ a: 1 })).not.toBe(etagOf({ a: 2 }));
});

test.each([(etag: string) => etag, (etag: string) => `W/${etag}`, (etag: string) => `"old", ${etag}`, () => "*"])(
  "what the reader has already is not sent again (%#)",
  (asking) => {
    const answer = read({ a: 1 }, asking(etagOf({ a: 1 })));
    expect(answer.status).toBe(304);
    expect(answer.body).toBeUndefined();
  },
);

test("what has changed is sent", () => {
  expect(read({ a: 2 }, etagOf({ a: 1 })).status).toBe(200);
});
