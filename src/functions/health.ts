import * as df from "durable-functions";
import { version } from "../../package.json";
import { readHealth } from "../http/health";
import { lastRound } from "../http/reconciliations";
import { signedIn } from "./allow";
import { config, policies } from "./services";

/** The one part of the API that answers everybody: whoever watches the app has no identity. */
df.app.client.http("readHealth", {
  methods: ["GET"],
  authLevel: "anonymous",
  route: "api/health",
  handler: async (request, client) =>
    readHealth(request, signedIn(request), {
      version,
      signInIsOn: config().signInIsOn,
      policies: await policies(),
      lastRound: () => lastRound(client),
    }),
});
