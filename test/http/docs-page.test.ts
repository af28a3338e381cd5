import { createHash } from "node:crypto";
import document from "../../docs/openapi.json";
import { OPERATIONS } from "../../src/http/contract/operations";
import { CONTENT_SECURITY_POLICY, pageOf } from "../../src/http/docs/page";
import { typeOf } from "../../src/http/problem";
import { PROBLEMS, type ProblemCode } from "../../src/http/problem-codes";

const page = pageOf(document);
const anchors = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));

test("the type of every problem leads to what to do about it", () => {
  for (const code of Object.keys(PROBLEMS) as ProblemCode[]) {
    expect(typeOf(code)).toBe(`/api/docs#${code}`);
    expect(anchors).toContain(code);
  }
});

test("every operation is on the page, and every link within it leads somewhere", () => {
  for (const { id } of OPERATIONS) expect(anchors).toContain(id);
  for (const [, id] of page.matchAll(/ href="#([^"]+)"/g)) expect(anchors).toContain(id);
});

test("the page runs nothing, and its policy lets nothing in but its own style", () => {
  expect(page).not.toMatch(/<script|<img|<link|<iframe|\son\w+=|\sstyle=|javascript:/i);
  const style = /<style>(.*)<\/style>/s.exec(page)?.[1] ?? "";
  const hash = createHash("sha256").update(style).digest("base64");
  expect(CONTENT_SECURITY_POLICY).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
});

test("whatever stands in the document is shown as text", () => {
  const hostile = `<script>alert("1")</script>&'`;
  const shown = pageOf({ ...document, info: { title: hostile, version: hostile, description: hostile } });
  expect(shown).not.toContain("<script");
  expect(shown).toContain("&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;&#38;&#39;");
});
