import { type InstanceStatus, requestViewOf } from "../../src/http/request-view";

const at = new Date("2026-03-02T09:00:00Z");
const status = (more: Partial<InstanceStatus>): InstanceStatus => ({
  instanceId: "pec-1",
  runtimeStatus: "Running",
  createdTime: at,
  lastUpdatedTime: at,
  input: { requestId: "r1", connectionId: "/c" },
  output: null,
  ...more,
});
const told = {
  requestId: "r1",
  stage: "following",
  text: "Azure is working",
  since: "2026-03-02T09:00:05Z",
  timeline: [],
};

test("a request that waits for its turn says so", () => {
  expect(requestViewOf(status({ runtimeStatus: "Pending" }))).toMatchObject({
    id: "pec-1",
    state: "waiting",
    stage: "queued",
    text: "The request was accepted and waits for its turn.",
  });
});

test("a request that is worked on is where its story says it is, with what comes next", () => {
  const view = requestViewOf(status({ customStatus: { ...told, next: { what: "Azure is asked again." } } }));
  expect(view).toMatchObject({ state: "working", stage: "following", next: { what: "Azure is asked again." } });
});

test("a request that ended says how, and nothing comes next", () => {
  const outcome = { kind: "applied", code: "ReadBack", reason: "done", next: "Nothing." };
  const view = requestViewOf(
    status({ runtimeStatus: "Completed", customStatus: { ...told, stage: "ended", outcome } }),
  );
  expect(view).toMatchObject({ state: "ended", outcome });
  expect(view.next).toBeUndefined();
});

test.each([
  ["Failed", "The workflow broke off; its instance failed."],
  ["Terminated", "An operator ended the workflow: by mistake"],
])("an instance that is %s is stopped, whatever its story said last", (runtimeStatus, text) => {
  const view = requestViewOf(status({ runtimeStatus, output: "by mistake", customStatus: told }));
  expect(view).toMatchObject({ state: "stopped", text });
  expect(view.next?.what).toBeDefined();
});

test("an instance that was paused says who has to act", () => {
  const view = requestViewOf(status({ runtimeStatus: "Suspended", customStatus: told }));
  expect(view.next?.what).toBe("An operator has paused the workflow; it goes on when it is resumed.");
});
