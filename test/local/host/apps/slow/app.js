const { app } = require("@azure/functions");

let open;
/** The handler waits until the test lets it go on. */
globalThis.letGo = () => open();

app.http("slow", {
  methods: ["GET"],
  authLevel: "anonymous",
  handler: () =>
    new Promise((done) => {
      open = () => done({ body: "done after all" });
    }),
});
