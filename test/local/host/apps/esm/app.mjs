import { app } from "@azure/functions";

const greeting = await Promise.resolve("from a module");
app.http("greet", { methods: ["GET"], authLevel: "anonymous", handler: () => ({ body: greeting }) });
