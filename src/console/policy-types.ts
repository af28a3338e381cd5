import type { TargetInShort } from "../approval/about";
import type { Facts, Judgement, VerdictKind } from "../approval/model";
import type { DocumentInShort } from "../policy/load";
import type { PolicyState } from "../policy/policies";

// ---- GET /api/policy: 200 PolicyView

export type PolicyView = Omit<PolicyState, "documents"> & {
  readonly documents: readonly DocumentShown[];
  /** What a what-if can start from. */
  readonly known: {
    readonly subscriptions: readonly { readonly id: string; readonly owner?: string }[];
    readonly targets: readonly TargetInShort[];
  };
};

export type DocumentShown = DocumentInShort & {
  readonly text: string;
  readonly places: readonly RulePlace[];
};

export type RulePlace = {
  readonly rule: string;
  readonly line: number;
  readonly endLine: number;
  readonly verdict: VerdictKind;
  readonly mode: "enforce" | "observe";
};

// ---- POST /api/policy/evaluate: 200 Evaluation; writes nothing

export type EvaluateBody = {
  /** The consumer's subscription. Absent: one that nobody knows. */
  readonly subscription?: string;
  /** A target whose facts are read; its tags can be changed for the question. */
  readonly targetId: string;
  readonly tags?: { readonly [name: string]: string };
  /** When it would be asked; absent: now. */
  readonly at?: string;
};

export type Evaluation = {
  readonly judgement: Judgement;
  readonly facts: Facts;
};

// ---- GET /api/health: 200 Health while it can serve at all, 503 and a problem where it cannot

export type Health = {
  readonly status: "ok" | "degraded";
  readonly version: string;
  /** From here on for those alone who may read everything: an approver, an operator, an auditor. */
  readonly policy?: Pick<PolicyState, "kind" | "text" | "hash">;
  readonly reconciliation?: { readonly endedAt: string; readonly nextAt?: string; readonly leftUnattended: number };
  readonly checks?: readonly { readonly name: string; readonly ok: boolean; readonly text: string }[];
};
