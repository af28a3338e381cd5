import type { Facts } from "../../src/approval/model";
import type { RequestDetail, RequestSummary, You } from "../../src/console/api-types";

/** Inputs in one line each. */

export const NOW = { ms: Date.parse("2026-11-24T06:40:00Z"), zone: "Europe/Oslo" };

export const person = (name: string) => ({ id: name.toLowerCase(), name });

export function you(kind: "mayDecide" | "decided" | "requester" | "nobodyAsked"): You {
  const standing =
    kind === "decided" ? { kind, verdict: "approve" as const, at: "2026-11-24T06:00:00Z", mayChange: true } : { kind };
  return { standing, mayWithdraw: kind === "requester" };
}

export function asking(approvals = 0, quorum = 2, names: readonly string[] = []) {
  return {
    askedAt: "2026-11-23T11:15:00Z",
    deadline: "2026-11-24T11:15:00Z",
    atDeadline: "keepPending" as const,
    quorum,
    approvals,
    decided: names.map((name) => ({ by: person(name), verdict: "approve" as const })),
  };
}

export function summary(id: string, more: Partial<RequestSummary> = {}): RequestSummary {
  return {
    id,
    state: "working",
    stage: "asking",
    text: "People are asked.",
    createdAt: "2026-11-23T11:15:00Z",
    updatedAt: "2026-11-23T11:15:00Z",
    consumer: { owner: "Nordlys", subscription: "c41d07aa-52f3-4a8e-b0d9-1f6be2c97e20" },
    target: { id: "/t", name: "adt-cranes-prod", env: "prod" },
    desiredStatus: "Approved",
    asking: asking(),
    you: you("mayDecide"),
    ...more,
  };
}

/** What is asked for, and what Azure shows. */
export const wanted = { isRejection: false, status: "Pending" };
export const unwanted = (status = "Approved") => ({ isRejection: true, status });

export const facts: Facts = {
  request: {
    requestId: "R1",
    connectionId: "/c",
    desiredStatus: "Approved",
    requestedBy: "elin@nordlys.example",
    justification: "a pilot",
    door: "webhook",
    receivedAt: "2026-11-23T11:15:00Z",
  },
  connection: {
    id: "/c",
    name: "own",
    status: "Pending",
    groupIds: ["API"],
    privateEndpoint: { id: "/pe", subscription: "sub-1", resourceGroup: "rg-app", name: "pe-app" },
  },
  target: {
    id: "/t",
    name: "adt-cranes-prod",
    subscription: "sub-2",
    resourceGroup: "rg-cranes",
    type: "t",
    location: "westeurope",
    tags: { env: "prod" },
    publicNetworkAccess: "Disabled",
    connections: [
      { name: "own", status: "Pending", subscription: "sub-1" },
      { name: "a", status: "Approved", subscription: "SUB-1" },
      { name: "b", status: "Approved", subscription: "sub-9" },
    ],
  },
  consumer: { subscription: "sub-1", tenant: "t-1", owner: "Nordlys" },
  readAt: "2026-11-24T06:38:00Z",
  readFrom: "target",
};

export function detail(more: Partial<RequestDetail> = {}): RequestDetail {
  return {
    id: "R1",
    state: "working",
    stage: "asking",
    text: "People are asked.",
    since: "2026-11-23T11:15:00Z",
    request: facts.request,
    timeline: [],
    createdAt: "2026-11-23T11:15:00Z",
    updatedAt: "2026-11-23T11:15:00Z",
    consumer: { owner: "Nordlys" },
    target: { id: "/t", name: "adt-cranes-prod", env: "prod" },
    shown: { facts, hash: "h1" },
    asking: { ...asking(), decisions: [], veto: true },
    you: you("mayDecide"),
    ...more,
  };
}

export function decided(name: string, verdict: "approve" | "reject" = "approve") {
  return { by: person(name), verdict, comment: "", at: "2026-11-24T06:39:00Z", entry: { index: 3, hash: "e3" } };
}
