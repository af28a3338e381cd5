import { type AppAnswer, type DecideWith, decide, type Episode, episodeOf, startedOf, viewOf } from "./engine-episode";
import { faultAt, pause } from "./faults";
import { AGAIN_AFTER_MS, engineExecutionId, type Hub } from "./hub";
import { type ExecutionStarted, type FailureTexts, type HistoryEvent, hasEnded } from "./protocol";
import { triggerText } from "./protocol-trigger";
import { historyOf, type Instance, instanceOf, messagesOf } from "./store";
import { commitEpisode } from "./store-commit";

/** How many instances keep their history in memory. */
const HOT_INSTANCES = 200;

/** Returns what runs the next episode of an instance, if one is due. */
export function episodesOf(hub: Hub): (id: string) => Promise<void> {
  const hot = new Map<string, { readonly execution: string; readonly history: readonly HistoryEvent[] }>();

  function historyFor(instance: Instance): readonly HistoryEvent[] {
    const kept = hot.get(instance.id);
    const isThere = kept?.execution === instance.execution && kept.history.length === instance.events;
    return isThere ? kept.history : historyOf(hub.store, instance.id);
  }

  function keepHot(id: string, execution: string, history: readonly HistoryEvent[]): void {
    hot.delete(id);
    hot.set(id, { execution, history });
    const coldest = hot.keys().next().value;
    if (hot.size > HOT_INSTANCES && coldest !== undefined) hot.delete(coldest);
  }

  async function runNext(id: string): Promise<void> {
    const instance = instanceOf(hub.store, id);
    if (!instance || hasEnded(instance.status)) return;
    // The first episode of a generation takes in nothing new: it is part of the work item that began it.
    const { upTo, events } = instance.due ? { upTo: 0, events: [] } : messagesOf(hub.store, id);
    if (events.length === 0 && !instance.due) return;
    const episode = episodeOf(historyFor(instance), events, hub.seams.clock.now());
    const started = startedOf(viewOf(episode));
    if (!started) return hub.log(`durable: dropped what came for ${id}, which never started`);
    const answer = await ask(hub, episode, started);
    if (!answer) return hub.setGoing({ instances: [id] });
    await commit(instance, started, episode, answer, upTo);
  }

  async function commit(
    instance: Instance,
    started: ExecutionStarted,
    episode: Episode,
    answer: AppAnswer,
    upTo: number,
  ): Promise<void> {
    const { timers, journal } = hub;
    const now = hub.seams.clock.now();
    const newExecutionId = () => engineExecutionId(hub);
    const decision = decide(episode, answer, decidingWith(hub, instance, now, newExecutionId));
    const effects = await journal.write((store) =>
      commitEpisode(store, { instance, started, upTo, decision, now, timers, newExecutionId }),
    );
    if (!effects) return;
    const execution = decision.again?.OrchestrationInstance.ExecutionId ?? instance.execution;
    if (decision.ended) hot.delete(instance.id);
    else keepHot(instance.id, execution, [...episode.before.slice(0, decision.keep), ...decision.append]);
    if (decision.ended?.failure && decision.status === "Failed") hub.log(failureLine(instance, decision.ended.failure));
    hub.setGoing(effects);
  }

  return runNext;
}

/** The first line of the reason: what comes behind it can be long. */
function failureLine({ name, id }: Instance, { Reason }: FailureTexts): string {
  return `durable: ${name} ${id} failed: ${Reason.split("\n")[0]?.slice(0, 300)}`;
}

function decidingWith(hub: Hub, instance: Instance, now: number, newExecutionId: () => string): DecideWith {
  const { runner, defaultVersion, httpPauseMs } = hub;
  return { has: runner.has, defaultVersion, httpPauseMs, now, newExecutionId, customStatus: instance.customStatus };
}

/** The app's answer, or undefined if the episode was aborted and is to be repeated whole. */
async function ask(hub: Hub, episode: Episode, started: ExecutionStarted): Promise<AppAnswer | undefined> {
  const { Name: name } = started;
  const id = started.OrchestrationInstance.InstanceId;
  if (!hub.runner.has("orchestrator", name)) return { kind: "missing" };
  const trigger = triggerText(viewOf(episode), started, hub.httpPauseMs);
  try {
    const answer = await hub.runner.orchestrate(name, id, trigger);
    const fault = await faultAt(hub.seams, "durable/episode");
    if (fault?.kind === "twice") return await hub.runner.orchestrate(name, id, trigger);
    return fault ? undefined : answer;
  } catch (error) {
    hub.log(`durable: ${name} ${id} could not be asked, and will be again: ${String(error)}`);
    await pause(hub.seams.clock, AGAIN_AFTER_MS);
    return undefined;
  }
}
