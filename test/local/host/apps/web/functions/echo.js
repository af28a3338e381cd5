const { app } = require("@azure/functions");

/** Tells back what arrived, so that a test can see it from outside. */
app.http("echo", {
  methods: ["GET", "POST", "PUT", "DELETE"],
  authLevel: "anonymous",
  route: "echo/{id:int?}",
  handler: async (request, context) => ({
    jsonBody: {
      method: request.method,
      url: request.url,
      params: request.params,
      query: Object.fromEntries(request.query),
      headers: Object.fromEntries(request.headers),
      body: await request.text(),
      functionName: context.functionName,
      hasMetadata: context.triggerMetadata !== undefined,
      traceParent: context.traceContext.traceParent,
    },
  }),
});

app.http("bytes", {
  methods: ["POST"],
  authLevel: "anonymous",
  handler: async (request) => ({
    body: Buffer.from(await request.arrayBuffer()),
    headers: { "content-type": "application/octet-stream" },
  }),
});

app.http("form", {
  methods: ["POST"],
  authLevel: "anonymous",
  handler: async (request) => {
    const form = await request.formData();
    const file = form.get("file");
    return { jsonBody: { name: form.get("name"), file: file.name, text: await file.text() } };
  },
});

app.get("files", {
  authLevel: "anonymous",
  route: "files/{*path}",
  handler: (request) => ({ body: request.params.path ?? "nothing" }),
});

app.http("keyed", { methods: ["GET"], authLevel: "function", handler: () => ({ body: "in" }) });
app.http("ruled", { methods: ["GET"], authLevel: "admin", handler: () => ({ body: "in" }) });
