import type { Traits } from "./traits";

/** How a PUT that is taken is answered, by dialect (arm-facts 1.2, 1.3, 3.2). */
export type PutAnswer = {
  readonly status: 200 | 201 | 202;
  /** What Azure-AsyncOperation leads to. */
  readonly asyncUrl: "operation" | "connection" | "example" | "none";
  readonly hasLocation: boolean;
  readonly body: "connection" | "example" | "none";
  /** The change is made before the answer goes out. */
  readonly isDone: boolean;
};

const later = { body: "connection", isDone: false } as const;

export const PUT_ANSWERS: Readonly<Record<Traits["put"], PutAnswer>> = {
  acceptedWithBothUrls: { ...later, status: 202, asyncUrl: "operation", hasLocation: true },
  acceptedWithAsyncUrl: { ...later, status: 202, asyncUrl: "operation", hasLocation: false },
  acceptedWithLocation: { ...later, status: 202, asyncUrl: "none", hasLocation: true },
  acceptedWithoutUrl: { ...later, status: 202, asyncUrl: "none", hasLocation: false },
  acceptedLikeTheExample: { ...later, status: 202, asyncUrl: "example", hasLocation: true, body: "example" },
  createdWithAsyncUrl: { ...later, status: 201, asyncUrl: "operation", hasLocation: false },
  createdWithLocationNoBody: { ...later, status: 201, asyncUrl: "none", hasLocation: true, body: "none" },
  okWithAsyncUrl: { ...later, status: 200, asyncUrl: "operation", hasLocation: false },
  okWithConnectionAsAsyncUrl: { ...later, status: 200, asyncUrl: "connection", hasLocation: false },
  doneAtOnce: { status: 200, asyncUrl: "none", hasLocation: false, body: "connection", isDone: true },
};
