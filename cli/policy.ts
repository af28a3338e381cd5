import type { Command } from "./command";
import { policyCheck } from "./policy-check";
import { policyExplain } from "./policy-explain";
import { policyReplay } from "./policy-replay";
import { policySimulate } from "./policy-simulate";
import { policyTest } from "./policy-test";

/** `approver policy …`: what people do with a policy before and after it decides. None of it writes anything. */
export const policyCommands: readonly Command[] = [
  policyCheck,
  policyTest,
  policyExplain,
  policySimulate,
  policyReplay,
];
