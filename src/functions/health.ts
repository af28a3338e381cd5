import { app } from "@azure/functions";
import { version } from "../../package.json";
import { readHealth } from "../http/health";
import { policies } from "./services";

app.http("readHealth", {
  methods: ["GET"],
  authLevel: "function",
  route: "api/health",
  handler: async () => readHealth(await policies(), version),
});
