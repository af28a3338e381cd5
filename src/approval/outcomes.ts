import type { Fault, Outcome } from "./model";

/** The ways a request can end, in the words that people read: what, why, and what to do next. */

export function applied(status: string): Outcome {
  return {
    kind: "applied",
    code: "ReadBack",
    reason: `The connection is ${status}: Azure was asked to change it, and the new status was read back.`,
    next:
      status === "Approved"
        ? "Nothing: the consumer can connect."
        : "Nothing. The consumer has to create a new private endpoint to ask again.",
    status,
  };
}

export function unchanged(status: string): Outcome {
  return {
    kind: "unchanged",
    code: "AlreadyAsWanted",
    reason: `The connection was already ${status}; nothing was sent to Azure.`,
    next: "Nothing.",
    status,
  };
}

/** It was Pending when it was decided, and as wanted when it was to be changed. */
export function metMeanwhile(status: string): Outcome {
  return {
    kind: "unchanged",
    code: "AlreadyAsWanted",
    reason: `When the connection was to be changed it was ${status} already, by another hand; there was nothing left to do.`,
    next: "Nothing. The target's activity log says who changed it.",
    status,
  };
}

export function observed(wanted: string, status: string): Outcome {
  return {
    kind: "unchanged",
    code: "Observing",
    reason: `Observe mode: the connection would have been set to ${wanted}; nothing was sent to Azure.`,
    next: "Read the decision. To have decisions carried out, set APPROVER_MODE to enforce.",
    status,
  };
}

export function refusedByPolicy(rule: string | undefined, reason: string, settled: Outcome): Outcome {
  return instead(settled, {
    kind: "refused",
    code: "PolicyRejected",
    by: "policy",
    reason: rule ? `Rule ${rule} rejects it: ${reason}` : reason,
    next: "The consumer has to create a new private endpoint after the reason is settled: a rejected connection cannot be approved.",
  });
}

/** A change that went through is told as what it means for whoever asked; one that did not, as it ended. */
function instead(settled: Outcome, refused: Outcome): Outcome {
  if (settled.kind !== "applied" && settled.kind !== "unchanged") return settled;
  if (settled.code === "Observing") return settled;
  return { ...refused, ...(settled.status && { status: settled.status }) };
}

export function refusedByPeople(names: readonly string[], comment: string, settled: Outcome): Outcome {
  return instead(settled, {
    kind: "refused",
    code: "PeopleRejected",
    by: "person",
    reason: `${names.join(", ")} rejected it: ${comment}`,
    next: "The consumer has to create a new private endpoint after the reason is settled: a rejected connection cannot be approved.",
  });
}

export function refusedAtDeadline(deadline: string, settled: Outcome): Outcome {
  return instead(settled, {
    kind: "refused",
    code: "NobodyDecidedInTime",
    by: "policy",
    reason: `Nobody decided until ${deadline}, and policy says that it is rejected then.`,
    next: "The consumer has to create a new private endpoint to ask again.",
  });
}

/** A rejection was asked for, and people want the connection to stay. */
export function keptByPeople(names: readonly string[], status: string): Outcome {
  return {
    kind: "refused",
    code: "PeopleKeptIt",
    by: "person",
    reason: `A rejection was asked for, and ${names.join(", ")} decided that the connection may stay. It was left as it is.`,
    next: "Nothing.",
    status,
  };
}

export function withdrawn(name: string, reason: string | undefined, status: string): Outcome {
  return {
    kind: "withdrawn",
    code: "Withdrawn",
    reason: `${name} withdrew the request${reason ? `: ${reason}` : "."}`,
    next: "Nothing. The connection stays as it is; reconciliation asks about it again while it is Pending.",
    status,
  };
}

/** Somebody else has written to the log while people were asked: what they decided cannot be told from what was forged. */
export function logBroken(why: string, status: string): Outcome {
  return {
    kind: "failed",
    code: "LogBroken",
    reason: `What people decided cannot be counted, because the connection's log does not hold (${why}). Nothing was changed in Azure.`,
    next: "Run approver audit verify, find out who wrote to the log's storage, then send the request again: people are asked anew.",
    status,
  };
}

export function unsettled(status: string): Outcome {
  return {
    kind: "failed",
    code: "FactsKeptChanging",
    reason: "The facts or the policy changed each time people had decided, too often to go on.",
    next: "Find out what keeps changing them (the request's log has each version), then send the request again.",
    status,
  };
}

export function refusedByAzure(fault: Fault, status?: string): Outcome {
  return { kind: "refused", by: "azure", ...fault, ...(status && { status }) };
}

export function rejectedBefore(status: string): Outcome {
  return {
    kind: "refused",
    by: "azure",
    code: "RejectedIsFinal",
    reason:
      "The connection was rejected before, and Digital Twins does not let a rejected connection be approved (it answers 400).",
    next: "The consumer deletes its private endpoint and creates a new one; the new connection can then be decided.",
    status,
  };
}

export function disconnected(status: string): Outcome {
  return {
    kind: "vanished",
    code: "Disconnected",
    reason: "The consumer's side of the connection is gone: Azure shows it as Disconnected.",
    next: "The consumer creates a new private endpoint if it still wants to connect.",
    status,
  };
}

export function vanished(why: string): Outcome {
  return {
    kind: "vanished",
    code: "ConnectionGone",
    reason: why,
    next: "The consumer creates a new private endpoint if it still wants to connect.",
  };
}

export function superseded(status: string, seen: string): Outcome {
  return {
    kind: "superseded",
    code: "SettledElsewhere",
    reason: `Somebody else acted meanwhile: the connection is ${status}, the decision was made when it was ${seen}. It was left as it is.`,
    next: "Look into the activity log of the target to see who changed it. Send a new request if it is still to be changed.",
    status,
  };
}

export function escalationExpired(reason: string, status: string): Outcome {
  return {
    kind: "escalationExpired",
    code: "NobodyDecided",
    reason: `Policy asks for people to decide, and nobody did: ${reason}`,
    next: "Decide it in the portal, or change the policy; the connection stays as it is until then.",
    status,
  };
}

export function failed(fault: Fault, status?: string): Outcome {
  return { kind: "failed", ...fault, ...(status && { status }) };
}

export function timedOut(minutes: number, lastSeen: string): Outcome {
  return {
    kind: "timedOut",
    code: "AzureDidNotFinish",
    reason: `The change did not come to rest within ${minutes} minutes. Last seen: ${lastSeen}.`,
    next: "Look at the connection in the portal. Reconciliation asks again while it is Pending.",
  };
}

/** Azure took the change, and the connection came to rest badly. */
export function brokenOff(status: string, provisioningState: string): Outcome {
  return {
    kind: "failed",
    code: "ProvisioningFailed",
    reason: `Azure took the change, and the connection shows provisioningState ${provisioningState} with status ${status}.`,
    next: "Look at the target's activity log; send the request again when the cause is gone.",
    status,
  };
}

export function unreachableAfter(why: string): Outcome {
  return {
    kind: "failed",
    code: "AzureUnreachable",
    reason: `People agreed, and Azure could not be read for a day: ${why}. Nothing was changed.`,
    next: "Check the service health of Azure Resource Manager and ARM_ENDPOINT, then send the request again.",
  };
}

export function unreachable(why: string): Outcome {
  return {
    kind: "failed",
    code: "AzureUnreachable",
    reason: `Azure could not be asked: ${why}. Nothing was decided and nothing was changed.`,
    next: "Reconciliation asks again while the connection is Pending. Check the service health of Azure Resource Manager and ARM_ENDPOINT.",
  };
}
