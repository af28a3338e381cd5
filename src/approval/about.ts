import { parseConnectionId, parseTargetId } from "./connection-id";
import type { ApprovalRequest, Facts } from "./model";

/** What a request is about, in short: who wants to connect to what. For lists, messages and drawings. */
export type About = { readonly consumer: ConsumerInShort; readonly target: TargetInShort };

export type ConsumerInShort = {
  readonly owner?: string;
  readonly tenant?: string;
  readonly subscription?: string;
  /** The name of the private endpoint. */
  readonly endpoint?: string;
};

export type TargetInShort = {
  readonly id: string;
  readonly name: string;
  /** The value of its tag `env`. */
  readonly env?: string;
  readonly location?: string;
};

export function aboutOf({ connection, target, consumer }: Facts): About {
  const { owner, tenant, subscription } = consumer;
  const endpoint = connection.privateEndpoint?.name;
  const env = tagOf(target.tags, "env");
  return {
    consumer: {
      ...(owner !== undefined && { owner }),
      ...(tenant !== undefined && { tenant }),
      ...(subscription !== undefined && { subscription }),
      ...(endpoint !== undefined && { endpoint }),
    },
    target: {
      id: target.id,
      name: target.name,
      ...(env !== undefined && { env }),
      ...(target.location !== undefined && { location: target.location }),
    },
  };
}

/** What the id alone tells, before Azure was read. */
export function aboutAsked({ connectionId }: ApprovalRequest): About {
  const id = connectionId.replace(/\/privateEndpointConnections\/[^/]*$/i, "");
  const parsed = parseTargetId(id);
  return { consumer: {}, target: { id, name: parsed.kind === "id" ? parsed.parts.target : id } };
}

/** The name of a connection in Azure. */
export function connectionNameOf(connectionId: string): string {
  const parsed = parseConnectionId(connectionId);
  return parsed.kind === "id" ? parsed.parts.connection : connectionId;
}

/** Names of tags count without case, as ARM has it. */
function tagOf(tags: Facts["target"]["tags"], name: string): string | undefined {
  return Object.entries(tags ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
}
