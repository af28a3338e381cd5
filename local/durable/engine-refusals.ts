/**
 * The real engine swallows what goes wrong while it takes in an action, and the instance then stays Running for good
 * without a word (section 12). This one fails the instance with these texts instead.
 */
export class Refused extends Error {
  constructor(why: string) {
    super(why);
    this.name = "Refused";
  }
}

export const REAL_ENGINE_HANGS = "The real extension says nothing and leaves the instance Running for good.";

export function unknownActivity(name: string): Refused {
  return new Refused(`it calls the activity "${name}", and no activity of that name is registered`);
}

export function unknownChild(name: string): Refused {
  return new Refused(`it calls the sub-orchestrator "${name}", and no orchestrator of that name is registered`);
}

export function childWithTakenId(instanceId: string): Refused {
  return new Refused(`it gives a sub-orchestration the ID "${instanceId}", which is its own or its parent's`);
}

export function childWithEntityId(instanceId: string): Refused {
  return new Refused(`it gives a sub-orchestration the ID "${instanceId}"; IDs that begin with @ belong to entities`);
}

export function noEntities(): Refused {
  return new Refused("it uses a durable entity, and this stand-in has none");
}

export function unknownAction(actionType: unknown): Refused {
  return new Refused(`it sent an action of the unknown type ${JSON.stringify(actionType)}`);
}
