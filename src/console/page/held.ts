import { useEffect, useRef, useState } from "preact/hooks";
import type { RequestDetail } from "../api-types";
import { movesThings, newsOf } from "./news";
import { tell } from "./told";

export type Held = {
  /** What stands on the screen. */
  readonly shown: RequestDetail;
  /** What waits behind the pill. */
  readonly news?: string;
  readonly show: (request: RequestDetail) => void;
};

/** Nothing moves under the finger: while there is a button to press, what would shift it waits until the reader asks for it. */
export function useHeld(latest: RequestDetail, me: string, isChanging: boolean): Held {
  const [held, hold] = useState(latest);
  const heard = useRef(latest);
  const isKept = (isChanging || held.you.standing.kind === "mayDecide") && movesThings(held, latest);
  useEffect(() => {
    const news = newsOf(heard.current, latest, me);
    heard.current = latest;
    if (news) tell(news);
  }, [latest, me]);
  useEffect(() => {
    if (!isKept) hold(latest);
  }, [latest, isKept]);
  return {
    shown: isKept ? held : latest,
    ...(isKept && { news: newsOf(held, latest, me) ?? "This request has changed." }),
    show(request) {
      heard.current = request;
      hold(request);
    },
  };
}
