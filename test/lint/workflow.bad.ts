// Fed to Biome as if it were a file of src/workflow. Each line that ends in "refused" has to be.
import { BlobServiceClient } from "@azure/storage-blob"; // refused
import { problem } from "../http/problem"; // refused
import { createHash } from "node:crypto"; // refused
import type { InvocationContext } from "@azure/functions";
import type { Json } from "../json";
import { readFile } from "node:fs/promises"; // refused
import { DefaultAzureCredential } from "@azure/identity"; // refused
import { ServiceBusClient } from "@azure/service-bus"; // refused
import { createDefaultHttpClient } from "@azure/core-rest-pipeline"; // refused
import type { OrchestrationContext } from "durable-functions";
import type { ApprovalRequest } from "../approval/model";
import { connectionsOf } from "../arm/connections"; // refused
import { digitalTwins } from "../arm/profiles/digital-twins"; // refused
import { openAudit } from "../audit/store"; // refused
import { readConfig } from "../config"; // refused
import { config } from "../functions/services"; // refused
import { take } from "../intake/take"; // refused
import { policyStore } from "../policy/policies"; // refused
import { virtualClock } from "../../test/virtual-clock"; // refused
import { openTaskHub } from "../../local/durable/task-hub"; // refused
import type { Durable } from "./durable";
import { gatherFacts } from "./steps";

export const kept = [
  BlobServiceClient,
  problem,
  createHash,
  readFile,
  DefaultAzureCredential,
  ServiceBusClient,
  createDefaultHttpClient,
  connectionsOf,
  digitalTwins,
  openAudit,
  readConfig,
  config,
  take,
  policyStore,
  virtualClock,
  openTaskHub,
];

export function* bad(context: OrchestrationContext, request: ApprovalRequest, json: Json, other: InvocationContext): Durable<unknown> {
  const now = Date.now(); // refused
  const today = new Date(); // refused
  const dice = Math.random(); // refused
  const mode = process.env["APPROVER_MODE"]; // refused
  const id = crypto.randomUUID(); // refused
  const answer = fetch("https://management.azure.com"); // refused
  setTimeout(() => undefined, 1_000); // refused
  setInterval(() => undefined, 1_000); // refused
  gatherFacts.run(context, request); // refused
  yield* gatherFacts.run(context, request);
  return [json, other, now, today, dice, mode, id, answer, new Date(context.df.currentUtcDateTime.getTime() + 1_000)];
}

export async function worse(): Promise<number> {
  return (await fetch("https://management.azure.com")).status; // refused
}
