import type { ConsumerInShort, TargetInShort } from "../approval/about";

// ---- GET /api/requests/{id}/audit?before=: 200 AuditView

/** A page of the log of the request's connection: the newest entries, or those before a place. */
export type AuditView = {
  readonly requestId: string;
  readonly consumer: ConsumerInShort;
  readonly target: TargetInShort;
  /** Name of the connection in Azure. */
  readonly connection: string;
  /** How many entries the log has. */
  readonly total: number;
  /** The place of the first entry on this page. */
  readonly from: number;
  readonly entries: readonly AuditEntry[];
  /** Of the whole log, whatever the page. */
  readonly verification: Verification;
};

export type AuditEntry = {
  /** From 0, as in the chain. */
  readonly index: number;
  readonly at: string;
  /** What happened, in a few words: "Tunde Okafor approved". */
  readonly what: string;
  /** One line more: the comment, the rule, Azure's answer. */
  readonly text: string;
  /** Whose request it belongs to: a connection can have had several. */
  readonly requestId?: string;
  readonly previous: string;
  readonly hash: string;
  readonly details: readonly { readonly name: string; readonly value: string }[];
};

export type Verification = {
  readonly checkedAt: string;
  /** The last head that was signed outside of the log: what a cut tail or a rewrite is noticed by. */
  readonly signed?: { readonly at: string; readonly entries: number; readonly hash: string; readonly agrees: boolean };
} & (
  | { readonly kind: "whole"; readonly head: string }
  | {
      readonly kind: "broken";
      /** The first entry that does not follow from the one before it. */
      readonly index: number;
      /** The hash that this entry says comes before it, and the one that is there. */
      readonly expected: string;
      readonly found: string;
      readonly why: string;
    }
);
