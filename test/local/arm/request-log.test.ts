import { forgetRequests, loggedRequests, logRequest, openRequestLog } from "../../../local/arm/request-log";
import { openStore } from "../../../local/store/sqlite";

test("the log keeps the newest ten thousand requests, and numbers go on after it was emptied", () => {
  const store = openStore(":memory:");
  openRequestLog(store);
  const log = (number: number) => logRequest(store, { at: "", method: "GET", path: `/${number}`, status: 200 });
  for (let number = 1; number <= 10_003; number += 1) log(number);
  const kept = loggedRequests(store);
  expect([kept.length, kept[0]?.path, kept.at(-1)?.path]).toEqual([10_000, "/4", "/10003"]);
  forgetRequests(store);
  log(1);
  expect(loggedRequests(store)).toHaveLength(1);
  store.close();
});
