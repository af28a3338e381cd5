const { app } = require("@azure/functions");

const seen = [];
/** What happened, in order; the test reads it after the end through this global. */
globalThis.hooksSeen = seen;

app.hook.appStart((context) => {
  context.hookData.started = true;
  seen.push("appStart");
});
app.hook.appTerminate((context) => {
  seen.push(`appTerminate, started ${context.hookData.started}`);
});
app.hook.preInvocation((context) => {
  context.hookData.at = "pre";
  seen.push(`pre ${context.invocationContext.functionName}`);
  if (context.invocationContext.functionName === "replaced") {
    const { functionHandler } = context;
    context.functionHandler = async (...inputs) => {
      const response = await functionHandler(...inputs);
      return { ...response, body: `${response.body} (by way of a hook)` };
    };
  }
});
app.hook.postInvocation((context) => {
  seen.push(`post ${context.invocationContext.functionName} ${context.hookData.at}`);
  if (context.error?.message === "mend me") {
    context.error = null;
    context.result = { body: "mended" };
  }
  try {
    context.hookData = {};
  } catch (error) {
    seen.push(error.message);
  }
});
app.hook.log((context) => {
  if (context.category === "user") context.message = context.message.replace("secret", "******");
});
const gone = app.hook.preInvocation(() => seen.push("never"));
gone.dispose();

const http = (name, handler) => app.http(name, { methods: ["GET"], authLevel: "anonymous", handler });
http("replaced", () => ({ body: "own" }));
http("mended", () => {
  throw new Error("mend me");
});
http("talks", (_request, context) => {
  context.warn("the secret is out");
  context.log("count %d", 3);
  return { body: "said" };
});
http("late", () => {
  app.http("tooLate", { handler: () => ({}) });
});
