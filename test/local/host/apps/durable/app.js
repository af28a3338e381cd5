const { app } = require("@azure/functions");
const df = require("durable-functions");

df.app.orchestration("chain", function* (context) {
  const names = [];
  for (const city of ["Tokyo", "Seattle", "Cairo"]) names.push(yield context.df.callActivity("hello", city));
  return names;
});
df.app.activity("hello", { handler: (city) => `Hello ${city}` });

df.app.orchestration("fan", function* (context) {
  const { upTo } = context.df.getInput();
  const tasks = Array.from({ length: upTo }, (_, n) => context.df.callActivity("square", { n }));
  const squares = yield context.df.Task.all(tasks);
  return squares.reduce((sum, square) => sum + square, 0);
});
df.app.activity("square", { handler: ({ n }, context) => (context.triggerMetadata.instanceId ? n * n : undefined) });

df.app.orchestration("approval", function* (context) {
  const deadline = context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 60_000));
  const event = context.df.waitForExternalEvent("Approval");
  const winner = yield context.df.Task.any([event, deadline]);
  if (winner !== event) return "late";
  deadline.cancel();
  return `approved by ${event.result.by}`;
});

df.app.orchestration("monitor", function* (context) {
  for (let polls = 1; polls < 10; polls += 1) {
    if ((yield context.df.callActivity("weather", polls)) === "clear") return polls;
    yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 500));
  }
  return 0;
});
df.app.activity("weather", { handler: (poll) => (poll < 3 ? "rain" : "clear") });

df.app.orchestration("counter", function* (context) {
  const { count } = context.df.getInput();
  if (count >= 5) return count;
  yield context.df.callActivity("square", { n: count });
  context.df.continueAsNew({ count: count + 1 });
});

df.app.orchestration("fails", function* (context) {
  yield context.df.callActivity("boom", null);
});
df.app.activity("boom", {
  handler: () => {
    throw new Error("no luck today");
  },
});

df.app.orchestration("nothing", function* (context) {
  return [yield context.df.callActivity("typeOf"), yield context.df.callActivity("typeOf", null)];
});
df.app.activity("typeOf", { handler: (input, context) => [typeof input, input === null, context.functionName] });

df.app.entity("tally", (context) => context.df.return(1));

app.http("start", {
  route: "start/{name}/{id?}",
  methods: ["POST"],
  authLevel: "anonymous",
  extraInputs: [df.input.durableClient()],
  handler: async (request, context) => {
    const client = df.getClient(context);
    const input = request.headers.get("content-length") === "0" ? undefined : await request.json();
    const instanceId = await client.startNew(request.params.name, { instanceId: request.params.id, input });
    return client.createCheckStatusResponse(request, instanceId);
  },
});

df.app.client.http("raise", {
  route: "raise/{id}",
  methods: ["POST"],
  authLevel: "anonymous",
  handler: async (request, client) => {
    await client.raiseEvent(request.params.id, "Approval", await request.json());
    return { status: 202 };
  },
});
