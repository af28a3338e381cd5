import { join } from "node:path";
import { app, type HttpRequest, type HttpResponseInit } from "@azure/functions";
import type { Console } from "../console/serve";
import { once } from "./once";

/** The build puts the page's files beside dist/app.js, which this becomes a part of. */
const page = once(async (): Promise<Console> => {
  const { consoleFrom } = await import("../console/serve");
  return consoleFrom(join(__dirname, "console"));
});

/** Anybody may have the page's files: they hold no data, and what the page shows comes from the API, which asks who reads. */
app.http("readConsole", {
  methods: ["GET"],
  authLevel: "anonymous",
  route: "console/{*path}",
  handler: async ({ params, headers }: HttpRequest): Promise<HttpResponseInit> => {
    const serve = await page();
    return serve({
      path: params["path"] ?? "",
      ifNoneMatch: headers.get("if-none-match"),
      acceptEncoding: headers.get("accept-encoding"),
    });
  },
});

/** Azure takes no empty route; one optional part that has to be empty is the root alone. */
app.http("readRoot", {
  methods: ["GET"],
  authLevel: "anonymous",
  route: "{nothing:maxlength(0)?}",
  handler: (): HttpResponseInit => ({ status: 302, headers: { location: "/console", "cache-control": "no-store" } }),
});
