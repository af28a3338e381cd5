const { app } = require("@azure/functions");

const calls = [];
globalThis.timerCalls = calls;
const record = (name) => (timer, context) => {
  calls.push({ name, timer, retry: context.retryContext });
};

app.timer("hourly", { schedule: "%HOURLY%", handler: record("hourly") });
app.timer("unwatched", {
  schedule: "0 0 0 1 1 *",
  useMonitor: false,
  runOnStartup: true,
  handler: record("unwatched"),
});
app.timer("stubborn", {
  schedule: "0 30 0 * * *",
  retry: { strategy: "fixedDelay", maxRetryCount: 2, delayInterval: { seconds: 10 } },
  handler(timer, context) {
    record("stubborn")(timer, context);
    throw new Error("not yet");
  },
});
app.timer("unreadable", { schedule: "every day", handler: () => {} });
app.timer("unresolved", { schedule: "%NO_SUCH_SETTING%", handler: () => {} });
