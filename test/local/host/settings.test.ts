import fc from "fast-check";
import { parseCommand } from "../../../local/host/command-line";
import { type LogEntry, withLevels } from "../../../local/host/log";
import { connectionNamed, resolveNames } from "../../../local/host/settings";
import { timespanMs } from "../../../local/host/timespan";

test("%NAME% is replaced by its setting, and every missing one is named", () => {
  expect(resolveNames("%A%-x-%B%", { A: "1", B: "" })).toEqual({ kind: "value", value: "1-x-" });
  expect(resolveNames("%A% %B% %C%", { B: "2" })).toEqual({ kind: "missing", names: ["A", "C"] });
  expect(resolveNames("100 % sure, 50% off", {})).toEqual({ kind: "value", value: "100 % sure, 50% off" });
});

test("a connection is found by its name or with the prefix of Azure", () => {
  expect(connectionNamed("Bus", { Bus: "own", AzureWebJobsBus: "prefixed" })).toMatchObject({
    connectionString: "prefixed",
  });
  expect(connectionNamed("Bus", { Bus: "own" })).toMatchObject({ connectionString: "own" });
  expect(connectionNamed("Bus", { Bus: "" })).toMatchObject({ kind: "fault" });
  expect(connectionNamed("Bus", { Bus__fullyQualifiedNamespace: "x.servicebus.windows.net" })).toMatchObject({
    why: expect.stringContaining("set up for an identity (Bus__fullyQualifiedNamespace)"),
  });
});

test("every time span that .NET writes is read back", () => {
  const parts = fc.tuple(fc.nat(99), fc.nat(23), fc.nat(59), fc.nat(59), fc.nat(999));
  const two = (n: number) => String(n).padStart(2, "0");
  const readBack = fc.property(parts, ([days, hours, minutes, seconds, ms]) => {
    const text = `${days}.${two(hours)}:${two(minutes)}:${two(seconds)}.${String(ms).padStart(3, "0")}0000`;
    expect(timespanMs(text)).toBe((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + ms);
  });
  fc.assert(readBack);
  expect(["00:05:00", "00:05", "7", "-00:00:01"].map(timespanMs)).toEqual([300_000, 300_000, 604_800_000, -1000]);
  expect(["", "5m", "24:00:00", "00:60:00", "1:2:3:4"].map(timespanMs)).toEqual(Array(5).fill(undefined));
});

test("the longest category of host.json that fits decides what is logged", () => {
  const lines: LogEntry[] = [];
  const log = withLevels(
    (entry) => lines.push(entry),
    { default: "warning", Function: "information", "Function.quiet": "none" },
    () => 0,
  );
  const write = (category: string, level: "debug" | "information" | "warning" | "critical") =>
    log({ category, level, message: `${category} ${level}` });
  write("Host.General", "information");
  write("Host.General", "warning");
  write("Function.x", "debug");
  write("Function.x.User", "information");
  write("Function.quiet", "critical");
  write("Functional", "information");
  expect(lines.map(({ message }) => message)).toEqual(["Host.General warning", "Function.x.User information"]);
});

test.each([
  [[], "Say its folder"],
  [["a", "b"], "One folder at a time"],
  [["a", "--port", "x"], "--port takes a number"],
  [["a", "--port", "70000"], "--port takes a number"],
  [["a", "--sort"], "Unknown option '--sort'"],
])("the command line %j is refused with a reason", (args, why) => {
  expect(parseCommand(args, "/home")).toMatchObject({ kind: "fault", why: expect.stringContaining(why) });
});

test("paths on the command line are meant from where the person is", () => {
  expect(parseCommand(["app", "--port", "0"], "/home/ada")).toEqual({
    kind: "command",
    command: {
      folder: "/home/ada/app",
      port: 0,
      state: "/home/ada/.local/host/app",
      serviceBus: undefined,
      fresh: false,
      enforceKeys: false,
      signIn: false,
    },
  });
});
