import { createHash } from "node:crypto";
import type { Decision, Facts } from "../../src/approval/model";
import type { Happening } from "../../src/approval/status";
import type {
  Asking,
  DecisionBody,
  Look,
  Me,
  PersonsDecision,
  ProblemAnswer,
  RequestDetail,
  RequestSummary,
  You,
} from "../../src/console/api-types";
import type { AuditEntry, AuditView } from "../../src/console/audit-types";
import { type Case, cases } from "./fixture-cases";
import { APPROVERS, people, personOf, shortName } from "./fixture-people";

/** A world in memory that behaves as the API says it does: decisions count, Azure takes its time, entries are chained. */
export type World = {
  readonly now: () => number;
  readonly summaries: (me: Me) => readonly RequestSummary[];
  readonly detail: (id: string, me: Me) => RequestDetail | undefined;
  readonly decide: (id: string, me: Me, body: DecisionBody, key: string) => Decided;
  readonly withdraw: (id: string, me: Me) => Decided;
  readonly audit: (id: string) => AuditView | undefined;
  /** A new request comes in. */
  readonly arrive: (id: string, owner?: string, more?: Partial<Case>) => void;
  /** Somebody changes an entry of the log afterwards. */
  readonly tamper: (id: string, index: number) => void;
  /** Azure shows something else at the next look. */
  readonly changeFacts: (id: string) => void;
};

export type Decided =
  | {
      readonly kind: "recorded";
      readonly request: RequestDetail;
      readonly entry: { readonly index: number; readonly hash: string };
      readonly at: string;
    }
  | { readonly kind: "refused"; readonly problem: ProblemAnswer };

type Held = {
  readonly about: Case;
  facts: Facts;
  decisions: PersonsDecision[];
  timeline: Happening[];
  readonly entries: AuditEntry[];
  /** When the PUT was sent. */
  sentAt?: number;
  wanted?: "Approved" | "Rejected";
  withdrawn?: true;
  kept?: true;
  readonly keys: Map<string, Decided>;
};

const HOUR = 3_600_000;

/** `lookMs`: how long Azure asks to be left alone; it is done at the second look. */
export function worldAt(start: number, lookMs = 10_000): World {
  const began = Date.now();
  const now = () => start + (Date.now() - began);
  const iso = (ms: number) => new Date(ms).toISOString();
  const all = new Map(cases.map((about) => [about.id, held(about)]));

  function held(about: Case): Held {
    const askedAt = start - about.askedHoursAgo * HOUR;
    const facts = factsOf(about, iso(askedAt), iso(Math.max(askedAt, start - 120_000)));
    const one: Held = { about, facts, decisions: [], timeline: [], entries: [], keys: new Map() };
    const say = (at: number, what: string, text: string) => one.timeline.push({ at: iso(at), what, text });
    say(
      askedAt,
      "accepted",
      `${about.owner ?? "An unknown subscription"} asked, by ${about.door}, as ${about.requestedBy}`,
    );
    append(one, askedAt, "Request taken in", `${about.door}, ${about.requestedBy}`);
    say(
      askedAt + 2000,
      "factsRead",
      `Azure shows the connection as ${about.status ?? "Pending"}, with ${about.neighbours} others on the target`,
    );
    append(one, askedAt + 2000, "Facts read from Azure", `Pending, ${about.neighbours} other connections`);
    say(askedAt + 2000, "decided", `${about.rule ? `Rule ${about.rule}` : "No rule"} decided, because ${about.reason}`);
    append(one, askedAt + 2000, "Policy judged", about.rule ?? "no rule");
    if (about.people) say(askedAt + 5000, "asked", `${APPROVERS.length} approvers were told`);
    for (const vote of about.votes ?? []) {
      record(
        one,
        people[vote.who],
        { decision: "approve", comment: vote.comment, factsHash: "" },
        start - vote.hoursAgo * HOUR,
      );
    }
    if (about.stage === "following") {
      one.sentAt = start - 4000;
      one.wanted = "Approved";
      say(one.sentAt, "sent", "Azure answered 202 and asks to be asked again after 10 s");
    }
    if (about.outcome) {
      say(askedAt + 40_000, "ended", about.outcome.reason);
      append(one, askedAt + 40_000, `Outcome: ${about.outcome.kind}`, about.outcome.reason);
    }
    return one;
  }

  function append(one: Held, at: number, what: string, text: string): AuditEntry {
    const previous = one.entries.at(-1)?.hash ?? "0".repeat(64);
    const entry = { index: one.entries.length, at: iso(at), what, text, requestId: one.about.id, previous };
    const made: AuditEntry = { ...entry, hash: hashOf(entry), details: [{ name: "app", value: "0.1.0" }] };
    one.entries.push(made);
    return made;
  }

  function record(one: Held, me: Me, { decision, comment }: DecisionBody, at: number): AuditEntry {
    const did = decision === "approve" ? "approved" : "rejected";
    const entry = append(one, at, `${me.name} ${did}`, comment ? `“${comment}”` : "without a word");
    one.decisions = [
      ...one.decisions.map((old) =>
        old.by.id === me.id && old.void === undefined ? { ...old, void: "changed since" } : old,
      ),
      { by: personOf(me), verdict: decision, comment, at: iso(at), entry: { index: entry.index, hash: entry.hash } },
    ];
    one.timeline.push({ at: iso(at), what: did, text: `${me.name} ${did}${comment ? `: “${comment}”` : ""}` });
    return entry;
  }

  function askingOf({ about, decisions }: Held): Asking | undefined {
    if (!about.people) return undefined;
    const askedAt = start - about.askedHoursAgo * HOUR;
    const valid = decisions.filter((one) => one.void === undefined);
    return {
      askedAt: iso(askedAt),
      deadline: iso(askedAt + about.people.deadlineHours * HOUR),
      atDeadline: "keepPending",
      quorum: about.people.quorum,
      approvals: valid.filter(({ verdict }) => verdict === "approve").length,
      decided: valid.map(({ by, verdict }) => ({ by, verdict })),
      decisions,
      role: "Approver",
      names: APPROVERS.filter(({ id }) => !valid.some(({ by }) => by.id === id)).map(({ name }) => name),
      veto: true,
    };
  }

  function youOf(one: Held, me: Me): You {
    if (stageOf(one) !== "asking") return { standing: { kind: "nobodyAsked" }, mayWithdraw: false };
    if (one.about.requestedBy === me.id) return { standing: { kind: "requester" }, mayWithdraw: true };
    if (!me.roles.includes("Approver")) {
      const why = `You are signed in as ${me.name}, without the role Approver.`;
      return { standing: { kind: "notAsked", why }, mayWithdraw: false };
    }
    const mine = one.decisions.findLast(({ by, void: is }) => by.id === me.id && is === undefined);
    return mine
      ? { standing: { kind: "decided", verdict: mine.verdict, at: mine.at, mayChange: true }, mayWithdraw: false }
      : { standing: { kind: "mayDecide" }, mayWithdraw: false };
  }

  function stageOf(one: Held): RequestDetail["stage"] {
    if (one.withdrawn || one.kept || one.about.outcome) return "ended";
    if (one.sentAt === undefined) return one.about.stage;
    const looks = Math.floor((now() - one.sentAt) / lookMs);
    return looks < 2 ? "following" : "ended";
  }

  function progressOf({ sentAt, wanted }: Held): RequestDetail["progress"] {
    if (sentAt === undefined || wanted === undefined) return undefined;
    const done = Math.min(2, Math.floor((now() - sentAt) / lookMs));
    const texts = ["Azure is working; it asks to be asked again after 10 s", "Succeeded"];
    const looks: Look[] = texts.slice(0, done).map((text, index) => ({ at: iso(sentAt + (index + 1) * lookMs), text }));
    return {
      sentAt: iso(sentAt),
      httpStatus: 202,
      looks,
      ...(done < 2
        ? { nextLookAt: iso(sentAt + (done + 1) * lookMs), retryAfterSeconds: Math.round(lookMs / 1000) }
        : { readBack: { at: iso(sentAt + 2 * lookMs), status: wanted } }),
    };
  }

  function outcomeOf(one: Held): RequestDetail["outcome"] {
    if (one.about.outcome) return one.about.outcome;
    if (one.kept) {
      const status = one.facts.connection.status;
      const reason =
        "A rejection was asked for, and people decided that the connection may stay. It was left as it is.";
      return { kind: "refused", code: "PeopleKeptIt", by: "person", reason, next: "Nothing.", status };
    }
    if (one.withdrawn)
      return { kind: "withdrawn", code: "TakenBack", reason: "The requester took it back.", next: "Nothing." };
    if (stageOf(one) !== "ended" || !one.wanted) return undefined;
    const applied = one.wanted === "Approved";
    return {
      kind: applied ? "applied" : "refused",
      code: applied ? "ReadBack" : "PersonRejected",
      reason: applied
        ? "The connection is Approved: Azure was asked to change it, and the new status was read back."
        : `${one.decisions.at(-1)?.by.name} rejected it: ${one.decisions.at(-1)?.comment}`,
      next: applied
        ? "Nothing: the consumer can connect."
        : "The consumer has to create a new private endpoint to ask again.",
      ...(!applied && { by: "person" as const }),
      status: one.wanted,
    };
  }

  function detailOf(one: Held, me: Me): RequestDetail {
    const { about, facts, timeline } = one;
    const asking = askingOf(one);
    const stage = stageOf(one);
    const outcome = outcomeOf(one);
    const progress = progressOf(one);
    const hash = hashOf(facts);
    const names = [
      ...(asking?.decided.filter(({ verdict }) => verdict === "approve").map(({ by }) => by.name) ?? []),
      me.name,
    ];
    const ends =
      outcome && !about.outcome && progress?.readBack
        ? [{ at: progress.readBack.at, what: "ended", text: outcome.reason }]
        : [];
    return {
      id: about.id,
      state: stage === "ended" ? "ended" : "working",
      stage,
      text: stage === "asking" ? "People are asked." : stage === "ended" ? (outcome?.reason ?? "") : "Azure is working",
      since: timeline.at(-1)?.at ?? iso(start),
      ...(asking &&
        stage === "asking" && {
          next: {
            what: "They decide. If nobody does, it stays as it is.",
            at: asking.deadline,
          },
        }),
      request: facts.request,
      ...(about.rule && {
        decision: { verdict: "escalate", rule: about.rule, reason: about.reason, policyHash: "5f0c81d2aa17b3fe" },
      }),
      ...(outcome && { outcome }),
      timeline: [...timeline, ...ends],
      createdAt: facts.request.receivedAt,
      updatedAt: timeline.at(-1)?.at ?? iso(start),
      consumer: { ...facts.consumer, endpoint: about.endpoint },
      target: { id: facts.target.id, name: about.target, env: about.env, location: about.location },
      shown: { facts, hash },
      judgement: judgementOf(about, facts.request.receivedAt, hash),
      ...(asking && { asking }),
      you: youOf(one, me),
      ...(stage === "asking" && {
        preview: {
          ...(!about.wanted && { approve: `Approved by ${names.map(shortName).join(", ")} (${about.id})` }),
          reject: `Rejected by ${shortName(me.name)}; create a new endpoint to ask again (${about.id})`,
        },
      }),
      ...(progress?.readBack && { note: `Approved by ${names.slice(0, -1).map(shortName).join(", ")} (${about.id})` }),
      ...(progress && { progress }),
    };
  }

  function summaryOf(one: Held, me: Me): RequestSummary {
    const { shown, judgement, request, since, timeline, decision, preview, note, progress, next, asking, ...rest } =
      detailOf(one, me);
    const { decisions: _, role, group, names, veto, ...short } = asking ?? { decisions: [] };
    return {
      ...rest,
      desiredStatus: request.desiredStatus,
      ...(one.about.rule && { rule: one.about.rule }),
      reason: one.about.reason,
      ...("deadline" in short && { asking: short }),
    };
  }

  function decide(id: string, me: Me, body: DecisionBody, key: string): Decided {
    const one = all.get(id);
    if (!one) return refused(404, "UnknownRequest", "There is no such request", "Nothing was recorded.");
    const before = one.keys.get(key);
    if (before) return before;
    const { standing } = youOf(one, me);
    if (standing.kind === "nobodyAsked")
      return refused(
        409,
        "AlreadyEnded",
        "It is decided already",
        "Nothing was recorded: the request needs no decision any more.",
      );
    if (standing.kind === "requester")
      return refused(403, "OwnRequest", "You asked for it", "A requester’s decision would not count.");
    if (standing.kind === "notAsked") return refused(403, "NotAsked", "You are not asked", standing.why);
    if (body.decision === "reject" && !body.comment.trim())
      return refused(400, "CommentMissing", "A reason is missing", "Rejecting needs a comment.");
    if (body.factsHash !== hashOf(one.facts)) {
      return refused(
        409,
        "FactsChanged",
        "The facts have changed since you saw them",
        "Nothing was recorded.",
        "Look at them again, then decide.",
      );
    }
    const at = now();
    const entry = record(one, me, body, at);
    const asking = askingOf(one);
    if (one.about.wanted && asking && asking.approvals >= asking.quorum) one.kept = true;
    else if (body.decision === "reject" || (asking && asking.approvals >= asking.quorum)) {
      one.sentAt = at;
      one.wanted = body.decision === "reject" ? "Rejected" : "Approved";
      one.timeline.push({
        at: iso(at),
        what: "sent",
        text: "Azure answered 202 and asks to be asked again after 10 s",
      });
      append(one, at, "Sent to Azure", `PUT ${one.wanted}, answered 202`);
    }
    const made: Decided = {
      kind: "recorded",
      request: detailOf(one, me),
      entry: { index: entry.index, hash: entry.hash },
      at: iso(at),
    };
    one.keys.set(key, made);
    return made;
  }

  return {
    now,
    summaries(me) {
      const list = [...all.values()].map((one) => summaryOf(one, me));
      const rank = (one: RequestSummary) => (one.stage === "asking" ? 0 : 1);
      return list.sort(
        (one, other) =>
          rank(one) - rank(other) ||
          (rank(one) === 0 ? 1 : -1) * (Date.parse(one.createdAt) - Date.parse(other.createdAt)),
      );
    },
    detail(id, me) {
      const one = all.get(id);
      return one && detailOf(one, me);
    },
    decide,
    withdraw(id, me) {
      const one = all.get(id);
      if (!one || !youOf(one, me).mayWithdraw)
        return refused(403, "NotYours", "You did not ask for it", "Only who asked can take it back.");
      one.withdrawn = true;
      const entry = append(one, now(), "Taken back", me.name);
      one.timeline.push({ at: iso(now()), what: "withdrawn", text: `${me.name} took it back` });
      return {
        kind: "recorded",
        request: detailOf(one, me),
        entry: { index: entry.index, hash: entry.hash },
        at: entry.at,
      };
    },
    audit(id) {
      const one = all.get(id);
      return one && auditOf(one, iso(now()));
    },
    arrive(id, owner = "Quay Lighting", more = {}) {
      const [like] = cases;
      if (like)
        all.set(
          id,
          held({
            ...like,
            id,
            owner,
            justification: owner,
            endpoint: "pe-quay-light-01",
            askedHoursAgo: 0,
            votes: [],
            ...more,
          }),
        );
    },
    tamper(id, index) {
      const one = all.get(id);
      const entry = one?.entries[index];
      if (one && entry)
        one.entries[index] = { ...entry, text: "something else", hash: hashOf({ changed: entry.hash }) };
    },
    changeFacts(id) {
      const one = all.get(id);
      if (one)
        one.facts = {
          ...one.facts,
          target: { ...one.facts.target, tags: { env: "prod", owner: "somebody-else" } },
          readAt: iso(now()),
        };
    },
  };
}

function auditOf({ about, entries }: Held, checkedAt: string): AuditView {
  const broken = entries.findIndex((entry, index) => entry.previous !== (entries[index - 1]?.hash ?? "0".repeat(64)));
  const head = entries.at(-1)?.hash ?? "";
  const { owner, tenant, subscription, endpoint, target, env } = about;
  return {
    requestId: about.id,
    consumer: { ...(owner && { owner }), ...(tenant && { tenant }), subscription, endpoint },
    target: { id: targetId(about), name: target, env },
    connection: "9b1f6c0e-7f6d-4b39-8a43-0f0d6a1c52e7",
    total: entries.length,
    from: 0,
    entries,
    verification:
      broken < 0
        ? {
            kind: "whole",
            head,
            checkedAt,
            signed: {
              at: "2026-11-24T06:30:00Z",
              entries: Math.min(3, entries.length),
              hash: entries[2]?.hash ?? head,
              agrees: true,
            },
          }
        : {
            kind: "broken",
            index: broken,
            expected: entries[broken]?.previous ?? "",
            found: entries[broken - 1]?.hash ?? "",
            why: "An entry was changed after it was written, or one is missing.",
            checkedAt,
          },
  };
}

const targetId = ({ group, target }: Case) =>
  `/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/${group}/providers/Microsoft.DigitalTwins/digitalTwinsInstances/${target}`;

function factsOf(about: Case, receivedAt: string, readAt: string): Facts {
  const { id, owner, tenant, contact, subscription, endpoint, target, group, env, location, neighbours, theirs } =
    about;
  const name = "9b1f6c0e-7f6d-4b39-8a43-0f0d6a1c52e7";
  const connectionId = `${targetId(about)}/privateEndpointConnections/${name}`;
  const endpointId = `/subscriptions/${subscription}/resourceGroups/rg-app/providers/Microsoft.Network/privateEndpoints/${endpoint}`;
  return {
    request: {
      requestId: id,
      connectionId,
      desiredStatus: about.wanted ?? "Approved",
      requestedBy: about.requestedBy,
      justification: about.justification,
      door: about.door,
      receivedAt,
    },
    connection: {
      id: connectionId,
      name,
      status: about.outcome?.status ?? about.status ?? "Pending",
      ...(about.description && { description: about.description }),
      groupIds: ["API"],
      privateEndpoint: { id: endpointId, subscription, resourceGroup: "rg-app", name: endpoint },
    },
    target: {
      id: targetId(about),
      name: target,
      subscription: "22222222-2222-4222-8222-222222222222",
      resourceGroup: group,
      type: "Microsoft.DigitalTwins/digitalTwinsInstances",
      location,
      tags: { env },
      publicNetworkAccess: "Disabled",
      connections: Array.from({ length: neighbours + 1 }, (_, index) => ({
        name: index === 0 ? name : `other-${index}`,
        status: "Approved",
        subscription: index <= theirs ? subscription : "99999999-9999-4999-8999-999999999999",
      })),
    },
    consumer: { subscription, ...(tenant && { tenant }), ...(owner && { owner }), ...(contact && { contact }) },
    readAt,
    readFrom: "target",
  };
}

function judgementOf(about: Case, decidedAt: string, factsHash: string): Decision {
  return {
    verdict: about.people && !about.wanted ? "escalate" : "approve",
    ...(about.rule && { rule: about.rule }),
    reason: about.reason,
    note: "Decided by people",
    explanation: about.traces,
    ...(about.unknown && { unknown: about.unknown }),
    policyHash: "5f0c81d2aa17b3fe",
    factsHash,
    appVersion: "0.1.0",
    decidedAt,
  };
}

export function refused(
  status: number,
  code: string,
  title: string,
  detail: string,
  next = "Reload the request.",
): { readonly kind: "refused"; readonly problem: ProblemAnswer } {
  return {
    kind: "refused",
    problem: { type: `/api/docs#${code}`, code, status, title, detail, next },
  };
}

export function hashOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
