// Fed to Biome as if it were a file of local/arm. Each line that ends in "refused" has to be.
import { connectionsOf } from "../../src/arm/connections"; // refused
import { main } from "../../cli/command"; // refused
import { answer } from "../../test/arm/answers"; // refused
import { systemClock } from "../seams";

export const kept: readonly unknown[] = [connectionsOf, main, answer, systemClock];
