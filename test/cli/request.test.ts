import { createServer } from "node:net";
import { main } from "../../cli/approver";

const CONNECTION =
  "/subscriptions/50016170-c839-41ba-a724-51e9df440b9e/resourceGroups/twins/providers/Microsoft.DigitalTwins/digitalTwinsInstances/plant-7/privateEndpointConnections/c1";
const GOOD = ["--connection", CONNECTION, "--by", "line 4", "--because", "telemetry"];
const KEY = "TOPSECRET";
const busAt = (host: string) =>
  `Endpoint=sb://${host};SharedAccessKeyName=local;SharedAccessKey=${KEY};UseDevelopmentEmulator=true;`;
/** Nothing listens there: whatever is sent fails, and with another exit code than wrong usage. */
const NOBODY = ["--functions", "http://127.0.0.1:1", "--service-bus", busAt("127.0.0.1:1")];

async function approver(...words: string[]) {
  const err: string[] = [];
  const code = await main(["request", ...words], { out: () => {}, err: (text) => err.push(text) });
  return { code, err: err.join("\n") };
}

test("what cannot be a request is not sent: every reason is told by its option", async () => {
  const { code, err } = await approver(...NOBODY);
  expect(code).toBe(2);
  expect(err).toMatch(/^--by is missing\.\n--because is missing\.\nNothing was sent\./);
  expect(await approver(...NOBODY, "--by", "a", "--because", "b")).toMatchObject({
    code: 2,
    err: expect.stringContaining("give either --connection, or --endpoint together with --target"),
  });
  expect(await approver(...NOBODY, "--connection", "nonsense", "--by", "a", "--because", "b")).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^--connection .*\nNothing was sent/),
  });
});

test.each([
  [["--functions", "nonsense"], /^--functions is no URL: "nonsense"\n/],
  [["--functions", "http://u:TOPSECRET@app.example"], /^--functions must not hold a user or a password/],
  [["--service-bus", "nonsense"], /^--service-bus is no host name/],
  [["--service-bus", "Endpoint=sb://x;SharedAccessKey=TOPSECRET"], /^--service-bus is no connection string/],
  [["--service-bus", "Endpoint=sb://x;UseDevelopmentEmulator=true"], /^--service-bus is no connection string/],
  [["--id", "a b"], /^--id takes/],
  [["--id", "webhook:erp:1"], /^--id takes/],
  [["--timeout", "soon"], /^--timeout takes seconds, not "soon"/],
])("%j is wrong usage, told in a line that repeats no secret", async (options, said) => {
  const { code, err } = await approver(...GOOD, ...NOBODY, ...options);
  expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(said) });
  expect(err).not.toContain(KEY);
});

test("a broker that is not there is told in one line, without the key", async () => {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  const { code, err } = await approver(...GOOD, "--no-wait", "--service-bus", busAt(`127.0.0.1:${port}`));
  server.close();
  expect({ code, err }).toEqual({
    code: 3,
    err: expect.stringMatching(/^Service Bus at 127\.0\.0\.1:\d+ .*Nothing was sent\.$/),
  });
  expect(err).not.toContain(KEY);
});
