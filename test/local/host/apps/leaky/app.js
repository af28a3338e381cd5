const { app } = require("@azure/functions");

const forget = () => {
  throw new Error("nobody waits for this");
};

app.http("leak", {
  methods: ["GET"],
  authLevel: "anonymous",
  handler: () => {
    setImmediate(() => new Response(null, { status: 200 }).json().catch(forget));
    setTimeout(() => {
      throw new Error("nor for that");
    });
    return { body: "answered" };
  },
});
