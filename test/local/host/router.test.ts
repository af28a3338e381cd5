import fc from "fast-check";
import { parseTemplate, type Template } from "../../../local/host/route-template";
import { findRoute, type Route } from "../../../local/host/router";

const template = (text: string): Template => {
  const parsed = parseTemplate(text);
  if (parsed.kind === "fault") throw new Error(parsed.why);
  return parsed.template;
};
const route = (text: string, ...methods: string[]): Route<string> => ({
  template: template(text),
  methods: methods.length > 0 ? methods : undefined,
  target: text,
});
const paramsOf = (text: string, path: string) => {
  const found = findRoute([route(text)], "GET", path);
  return found.kind === "found" ? found.params : undefined;
};

const NIL = "00000000-0000-0000-0000-000000000000";

test.each([
  ["orders", "/orders", {}],
  ["orders", "/Orders/", {}],
  ["orders", "/orders/1", undefined],
  ["orders", "/order", undefined],
  ["", "/", {}],
  ["/", "/", {}],
  ["/orders", "/orders", {}],
  ["{ignored:maxlength(0)?}", "/", {}],
  ["{ignored:maxlength(0)?}", "/x", undefined],
  ["orders/{id}", "/orders/7", { id: "7" }],
  ["orders/{id}", "/orders", undefined],
  ["orders/{id}", "/orders//", undefined],
  ["orders/{id}", "/orders/a%20b%2Fc", { id: "a b%2Fc" }],
  ["orders/{id}", "/orders/100%", { id: "100%" }],
  ["orders/{id?}", "/orders", {}],
  ["orders/{id?}", "/orders/7", { id: "7" }],
  ["orders/{id=latest}", "/orders", { id: "latest" }],
  ["{a}/{b?}", "/x", { a: "x" }],
  ["{*path}", "/a/b/c", { path: "a/b/c" }],
  ["{*path}", "/", {}],
  ["files/{**path}", "/files/a/b", { path: "a/b" }],
  ["files/{name}.{ext}", "/files/a.b.txt", { name: "a.b", ext: "txt" }],
  ["files/{name}.{ext?}", "/files/readme", { name: "readme" }],
  ["files/{name}.{ext?}", "/files/readme.md", { name: "readme", ext: "md" }],
  ["v{version:int}/x", "/V2/x", { version: "2" }],
  ["{id:int}", "/12", { id: "12" }],
  ["{id:int}", "/-12", { id: "-12" }],
  ["{id:int}", "/2147483648", undefined],
  ["{id:int}", "/x", undefined],
  ["{id:int?}", "/", {}],
  ["{id:long}", "/2147483648", { id: "2147483648" }],
  ["{id:guid}", `/${NIL}`, { id: NIL }],
  ["{id:guid}", "/7", undefined],
  ["{on:bool}", "/True", { on: "True" }],
  ["{at:datetime}", "/2026-03-02", { at: "2026-03-02" }],
  ["{x:decimal}", "/1.5", { x: "1.5" }],
  ["{name:alpha}", "/Abc", { name: "Abc" }],
  ["{name:alpha}", "/a1", undefined],
  ["{name:length(2,3)}", "/abcd", undefined],
  ["{name:minlength(2):maxlength(3)}", "/abc", { name: "abc" }],
  ["{n:range(1,5)}", "/6", undefined],
  ["{n:min(3)}", "/3", { n: "3" }],
  ["{n:max(3)}", "/4", undefined],
  ["{id:regex(^[a-z]{{2}}/?$)}", "/ab", { id: "ab" }],
  ["{id:regex(^\\d+$)}", "/1b", undefined],
])("%s takes from %s %j", (text, path, expected) => {
  expect(paramsOf(text, path)).toEqual(expected);
});

test.each([
  ["~orders", "must not begin with ~"],
  ["orders//x", "empty segment"],
  ["{id}/{ID}", "has the parameter {id} twice"],
  ["{*rest}/x", "must come last"],
  ["{id:colour}", "constraint that is not known"],
  ["{id:regex([)}", "constraint that is not known"],
  ["{id", "braces that do not match"],
  ["{}", "cannot be read"],
  ["{id=1?}", "optional parameter {id} a default"],
])("the route %s is refused with a reason", (text, why) => {
  expect(parseTemplate(text)).toMatchObject({ kind: "fault", why: expect.stringContaining(why) });
});

test("the first fitting route is taken; a method that does not fit looks on", () => {
  const routes = [route("orders/{id}", "GET"), route("orders/latest", "GET"), route("orders/{id}", "PUT")];
  expect(findRoute(routes, "GET", "/orders/latest")).toMatchObject({ target: "orders/{id}" });
  expect(findRoute(routes, "PUT", "/orders/1")).toMatchObject({ kind: "found" });
  expect(findRoute(routes, "DELETE", "/orders/1")).toEqual({ kind: "none" });
});

test("a HEAD is served by a GET route, and refused by name where there is none", () => {
  expect(findRoute([route("a", "GET")], "HEAD", "/a")).toMatchObject({ kind: "found" });
  expect(findRoute([route("a", "POST", "PUT")], "HEAD", "/a")).toEqual({
    kind: "head-refused",
    allow: ["POST", "PUT"],
  });
});

test("a parameter gives back any text that was put into the path", () => {
  const value = fc.string({ minLength: 1, unit: "binary" }).filter((text) => !/[/\\.]|^$/.test(text));
  const givenBack = fc.property(value, (text) => {
    fc.pre(isWellFormed(text));
    expect(paramsOf("x/{id}", `/x/${encodeURIComponent(text)}`)).toEqual({ id: text });
  });
  fc.assert(givenBack);
});

/** Half a surrogate pair cannot be encoded. */
function isWellFormed(text: string): boolean {
  try {
    encodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

test("no path makes the router throw", () => {
  const routes = ["a/{b:int?}", "{x}.{y?}", "{a=1}/{*rest}"].map((text) => route(text));
  const found = fc.property(fc.string(), (path) => {
    expect(["found", "none"]).toContain(findRoute(routes, "GET", `/${path}`).kind);
  });
  fc.assert(found);
});
