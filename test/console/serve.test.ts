import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import fc from "fast-check";
import { consoleFrom } from "../../src/console/serve";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "console-"));
  writeFileSync(join(folder, "page-AAAA1111.js"), "console.log(1)");
  writeFileSync(join(folder, "style-BBBB2222.css"), "body{}");
  writeFileSync(join(folder, "icon-CCCC3333.svg"), "<svg/>");
  writeFileSync(join(folder, "secret.json"), "{}");
});
afterEach(() => rmSync(folder, { recursive: true }));

const textOf = (body: Uint8Array | undefined) => Buffer.from(body ?? []).toString("utf8");

test("every address of a view answers with the one document, which names the built files", () => {
  const serve = consoleFrom(folder);
  for (const path of ["", "/", "inbox", "/inbox/7KQ2M4", "requests/a.b.c", "audit/x/"]) {
    const { status, headers, body } = serve({ path });
    expect([status, headers["content-type"], headers["cache-control"]]).toEqual([
      200,
      "text/html; charset=utf-8",
      "no-cache",
    ]);
    expect(textOf(body)).toContain('src="/console/page-AAAA1111.js"');
    expect(textOf(body)).toContain('href="/console/style-BBBB2222.css"');
  }
});

test("built files are kept for ever, since their names change with their content", () => {
  const { status, headers, body } = consoleFrom(folder)({ path: "/page-AAAA1111.js" });
  expect([status, headers["content-type"], headers["cache-control"], textOf(body)]).toEqual([
    200,
    "text/javascript; charset=utf-8",
    "public, max-age=31536000, immutable",
    "console.log(1)",
  ]);
});

test("whatever is asked for, nothing outside of the page's own files is answered", () => {
  const serve = consoleFrom(folder);
  const odd = fc.constantFrom("..", ".", "secret.json", "%2e%2e", "\\", "page-AAAA1111.js", "\0", "etc/passwd");
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(odd).map((parts) => parts.join("/")),
      ),
      (path) => {
        const { status, body } = serve({ path });
        const text = textOf(body);
        expect(
          status === 404 || text.startsWith("<!doctype html>") || ["console.log(1)", "body{}", "<svg/>"].includes(text),
        ).toBe(true);
      },
    ),
  );
  expect(serve({ path: "secret.json" }).status).toBe(404);
  expect(serve({ path: "page-OLD.js" }).status).toBe(404);
});

test("every answer carries the policy that lets nothing foreign in, and no frame around it", () => {
  const serve = consoleFrom(folder);
  for (const path of ["", "page-AAAA1111.js", "missing.js"]) {
    const { headers } = serve({ path });
    const policy = headers["content-security-policy"] ?? "";
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;/,
    );
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
    });
  }
});

test("what a browser has already is not sent again", () => {
  const serve = consoleFrom(folder);
  const etag = serve({ path: "" }).headers["etag"] ?? "";
  expect(serve({ path: "", ifNoneMatch: `"other", W/${etag}` })).toMatchObject({ status: 304 });
  expect(serve({ path: "", ifNoneMatch: etag }).body).toBeUndefined();
  expect(serve({ path: "", ifNoneMatch: '"other"' }).status).toBe(200);
});

test("what a browser takes packed is sent packed, and what it refuses is not", () => {
  const serve = consoleFrom(folder);
  const asked = (acceptEncoding: string) => serve({ path: "page-AAAA1111.js", acceptEncoding });
  expect(brotliDecompressSync(asked("gzip, deflate, br").body ?? Buffer.alloc(0)).toString()).toBe("console.log(1)");
  expect(gunzipSync(asked("gzip").body ?? Buffer.alloc(0)).toString()).toBe("console.log(1)");
  expect(asked("br;q=0, gzip;q=0").headers["content-encoding"]).toBeUndefined();
  expect(asked("identity").headers["content-encoding"]).toBeUndefined();
});

test("a page that was not built says what to do", () => {
  rmSync(join(folder, "style-BBBB2222.css"));
  expect(() => consoleFrom(folder)({ path: "" })).toThrow(/is not built.*style.*Run node build.mjs/);
});
