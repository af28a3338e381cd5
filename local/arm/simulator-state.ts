import type { Random } from "../seams";
import type { Behaviour } from "./behaviour";
import type { Place } from "./place";

/** Everything the stand-in knows. Never changed, only replaced; keys are lower-case ids. */
export type ArmState = {
  /** Subscriptions that the identity can see, by lower-case id. */
  readonly subscriptions: ReadonlyMap<string, string>;
  readonly instances: ReadonlyMap<string, Instance>;
  readonly connections: ReadonlyMap<string, Connection>;
  readonly operations: ReadonlyMap<string, Operation>;
  /** What will happen by itself, such as somebody else's decision. */
  readonly happenings: readonly Happening[];
  readonly buckets: ReadonlyMap<string, Bucket>;
  readonly behaviour: Behaviour;
  /** How often a limited trouble has come, by trouble and place. */
  readonly spent: ReadonlyMap<string, number>;
  /** Signs operation URLs. */
  readonly secret: string;
};

export type Instance = {
  readonly id: string;
  readonly name: string;
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly publicNetworkAccess: "Enabled" | "Disabled";
  readonly createdAt: number;
};

export const STATUSES = ["Pending", "Approved", "Rejected", "Disconnected"] as const;
export type Status = (typeof STATUSES)[number];

export type LinkState = {
  readonly status: Status;
  readonly description: string;
  readonly actionsRequired: string;
};

export type Connection = {
  readonly id: string;
  readonly name: string;
  /** Key of its instance. */
  readonly instance: string;
  readonly privateEndpointId: string;
  readonly groupIds: readonly string[];
  readonly state: LinkState;
  /** What is still shown for a while after a change. */
  readonly late?: { readonly state: LinkState; readonly until: number };
  /** Word for provisioningState at rest. */
  readonly rest: string;
  /** Id of the operation that is at work on it. */
  readonly operation?: string;
};

export type Operation = {
  readonly id: string;
  readonly kind: "put" | "delete";
  /** Key of the connection. */
  readonly connection: string;
  readonly wanted: LinkState;
  readonly startedAt: number;
  readonly endsAt: number;
  readonly ends: "Succeeded" | "Failed" | "Canceled";
  readonly error?: { readonly code: string; readonly message: string };
  readonly isOver: boolean;
  /** False where the URLs of the swagger's examples were given out, which are not signed. */
  readonly isSigned: boolean;
  /** Until when it can be asked for. */
  readonly forgottenAt: number;
};

export type Happening = {
  readonly at: number;
  readonly connection: string;
  /** Null: the connection vanishes. */
  readonly state: LinkState | null;
};

export type Bucket = { readonly tokens: number; readonly at: number };

export type Claims = {
  readonly aud: string;
  readonly oid: string;
  readonly tid: string;
};

/** Who calls: a token that was checked for all but its audience, or what is wrong with it. */
export type Caller =
  | { readonly kind: "known"; readonly claims: Claims }
  | { readonly kind: "missing" }
  | { readonly kind: "invalid" }
  | { readonly kind: "expired"; readonly expiredAt: number };

export type ArmRequest = {
  readonly method: string;
  /** `http://127.0.0.1:7072`: where URLs in answers lead. */
  readonly origin: string;
  /** As it was sent, still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly caller: Caller;
  /** Empty for none. */
  readonly body: string;
  readonly correlationId?: string | undefined;
};

export type ArmAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined for none. */
  readonly body?: unknown;
  /** The answer waits so long. */
  readonly delayMs?: number;
  /** The connection breaks off instead. */
  readonly isDropped?: boolean;
};

export type Step = { readonly state: ArmState; readonly answer: ArmAnswer };

/** A request that got past the door, and all it takes to answer it. */
export type Call = {
  readonly state: ArmState;
  readonly request: ArmRequest;
  readonly place: Place;
  readonly claims: Claims;
  readonly apiVersion: string;
  readonly now: number;
  readonly random: Random;
};

/** A copy of `map` with `value` under `key`, or without the key. */
export function withEntry<Value>(
  map: ReadonlyMap<string, Value>,
  key: string,
  value: Value | undefined,
): ReadonlyMap<string, Value> {
  const copy = new Map(map);
  if (value === undefined) copy.delete(key);
  else copy.set(key, value);
  return copy;
}
