const { Readable } = require("node:stream");
const { app, HttpResponse } = require("@azure/functions");

const answers = {
  text: () => ({ body: "plain" }),
  json: () => ({ jsonBody: { a: [1, "zwei"] } }),
  buffer: () => ({ body: Buffer.from([0, 255, 128]) }),
  stream: () => ({ body: Readable.toWeb(Readable.from([Buffer.from("one "), Buffer.from("two")])) }),
  response: () => new HttpResponse({ status: 201, headers: { "x-made": "yes" }, body: "made" }),
  nothing: () => undefined,
  empty: () => ({ status: 204, body: "never sent" }),
  cookies: () => ({
    status: 200,
    cookies: [
      { name: "a", value: "1 2", path: "/", httpOnly: true, sameSite: "Strict", maxAge: 60 },
      { name: "b", value: "2", secure: true, sameSite: "None", expires: new Date("2030-01-01T00:00:00Z") },
    ],
  }),
  throws: () => {
    throw new Error("the handler gave up");
  },
  throwsText: () => Promise.reject("just words"),
  odd: () => "no object",
};

app.http("answer", {
  methods: ["GET"],
  authLevel: "anonymous",
  route: "answers/{kind}",
  handler: async (request, context) => {
    context.info("asked for", { kind: request.params.kind });
    return answers[request.params.kind]();
  },
});
