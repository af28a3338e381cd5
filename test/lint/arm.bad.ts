// Fed to Biome as if it were a file of src/arm. Each line that ends in "refused" has to be.
import { simulator } from "../../local/arm/simulator"; // refused
import { main } from "../../cli/command"; // refused
import { answer } from "../../test/arm/answers"; // refused
import type { Order } from "../approval/model";

export const kept: readonly unknown[] = [simulator, main, answer];

export function bad(order: Order, anything: any): string { // refused
  return order.run! + anything; // refused
}
