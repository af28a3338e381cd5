import { app } from "@azure/functions";

/** What the API tells of itself is no secret, and somebody who cannot sign in yet needs it. */
app.http("readOpenApi", {
  methods: ["GET"],
  authLevel: "anonymous",
  route: "api/openapi.json",
  handler: async (request) => (await import("../http/docs/serve")).openApi(request),
});

app.http("readDocs", {
  methods: ["GET"],
  authLevel: "anonymous",
  route: "api/docs",
  handler: async (request) => (await import("../http/docs/serve")).docsPage(request),
});
