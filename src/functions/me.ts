import { app } from "@azure/functions";
import { readMe } from "../http/me";
import { allow } from "./allow";
import { config } from "./services";

app.http("readMe", {
  methods: ["GET"],
  authLevel: "anonymous",
  route: "api/me",
  handler: (request) => allow(request, "anybody", (principal) => readMe(request, principal, config())),
});
