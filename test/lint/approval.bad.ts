// Fed to Biome as if it were a file of src/approval. Each line that ends in "refused" has to be.
import { readFile } from "node:fs/promises"; // refused
import { openTaskHub } from "../../local/durable/task-hub"; // refused
import { createHash } from "node:crypto"; // refused
import { RetryOptions } from "durable-functions"; // refused
import * as z from "zod"; // refused
import { parse } from "yaml"; // refused
import { connectionsOf } from "../arm/connections"; // refused
import { readConfig } from "../config"; // refused
import type { Json } from "../json";
import { gatherFacts } from "../workflow/steps"; // refused
import type { Facts } from "./model";

export const kept: readonly unknown[] = [readFile, openTaskHub, createHash, RetryOptions, z, parse, connectionsOf, readConfig, gatherFacts];

export function bad(facts: Facts): Json {
  const mode = process.env["APPROVER_MODE"] ?? ""; // refused
  setTimeout(() => undefined, 1_000); // refused
  return [facts.readAt, mode, crypto.randomUUID()]; // refused
}
