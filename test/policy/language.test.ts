import { faultsOf, judgedBy, ruleWhen, truthOf } from "./loading";

describe("a fact that nobody gave", () => {
  test.each([
    ['connection.description == "x"', { connection: { description: null } }],
    ['connection.description != "x"', { connection: { description: null } }],
    ['!(target.location == "x")', { target: { location: null } }],
    ['target.tag("env") == "dev"', { target: { tags: null } }],
    ['target.tag("env") != "dev"', { target: { tags: { env: null } } }],
    ['connection.privateEndpoint.name == "x"', { connection: { privateEndpoint: null } }],
    ["connection.groupIds.size() == 0", { connection: { groupIds: null } }],
    ["target.connections.size() < 3", { target: { connections: null } }],
    ["consumer.tenant in lists.a", { consumer: { tenant: null } }],
  ])("makes %s unknown", (when, patch) => {
    const policy = ruleWhen(when.replace("lists.a", '["a"]'));
    expect(judgedBy(policy, patch)).toMatchObject({ verdict: "escalate", rule: "it", unknown: expect.any(String) });
  });

  test("is named in the reason", () => {
    const judgement = judgedBy(ruleWhen('target.tag("Env") == "dev"'), { target: { tags: { env: null } } });
    expect(judgement.reason).toBe(
      'whether rule it applies cannot be told: target.tag("Env") is not known: the target has no such tag',
    );
    expect(judgement.unknown).toBe('target.tag("Env")');
  });

  test("of one connection is named with its place in the list", () => {
    const patch = { target: { connections: [{ name: "a", status: "Approved" }] } };
    const judgement = judgedBy(
      ruleWhen("target.connections.filter(c, c.subscription == target.subscription).size() == 0"),
      patch,
    );
    expect(judgement.unknown).toBe("target.connections[0].subscription");
  });

  test("does not matter where it cannot", () => {
    const patch = { target: { location: null } };
    expect(truthOf('target.location == "x" && target.name == "y"', patch)).toBe("false");
    expect(truthOf('target.location == "x" || target.name == "twins-dev"', patch)).toBe("true");
    expect(truthOf('target.name == "y" ? target.location == "x" : true', patch)).toBe("true");
    expect(truthOf('target.location == "x" ? true : true', patch)).toBe("unknown");
    expect(truthOf('target.connections.exists(c, c.subscription == "x" || c.status == "Pending")', patch)).toBe("true");
  });
});

describe("an evaluation that fails escalates", () => {
  test.each([
    ["connection.groupIds[7] == 'API'", /index out of bounds/],
    ["1 / (connection.groupIds.size() - 1) == 1", /division by zero/],
    ["int(target.name) == 1", /int/],
    ['sameSubscription(target.name, "22222222-2222-4222-8222-222222222222")', /names no subscription/],
    ['target.name.substring(100) == ""', /out of range/],
  ])("%s", (when, reason) => {
    const judgement = judgedBy(ruleWhen(when));
    expect(judgement.verdict).toBe("escalate");
    expect(judgement.reason).toMatch(reason);
    expect(judgement).not.toHaveProperty("unknown");
  });
});

describe("what would turn a missing fact into an answer is refused", () => {
  test.each([
    ["has(consumer.tenant)", /has\(\) would turn a fact that nobody gave into an answer/],
    ["!has(target.location)", /has\(\)/],
    ['dyn(target.name) == "x"', /dyn\(\) would switch the type check off/],
    ["type(target.name) == string", /types are checked/],
    ["connection == connection", /no such overload/],
    ["target.connections == target.connections", /whole objects cannot be compared/],
    ["target.connections[0] in target.connections", /whole objects cannot be compared/],
    ["consumer.tenant == null", /there is no null here/],
    ['target.tags["env"] == "dev"', /tags are read one at a time/],
    ['"env" in target.tags', /tags are read one at a time/],
    ['connection["na" + "me"] == "x"', /what type this has|fields are read with a dot/],
  ])("%s", (when, fault) => {
    expect(faultsOf(when).join("\n")).toMatch(fault);
  });
});

describe("a misspelt word is a fault that says what was meant", () => {
  test.each([
    ["consumer.subscripton == 'x'", 'Consumer has no field subscripton. Did you mean "subscription"?'],
    ["consmer.subscription == 'x'", 'there is no variable consmer. Did you mean "consumer"?'],
    ["target.name.startWith('x')", 'there is no method startWith. Did you mean "startsWith"?'],
    [
      "samesubscription(target.id, target.id)",
      'there is no function samesubscription. Did you mean "sameSubscription"?',
    ],
    ["target.name in lists.own", "there is no list own"],
    ["target.name == 1", "no such overload: string == int"],
    ["target.name", "a condition is true or false, and this is string"],
    ["target.name ==", "the expression ends too early"],
    ["now - request.receivedAt < 14", "no such overload: google.protobuf.Duration < int"],
  ])("%s", (when, fault) => {
    expect(faultsOf(when)).toEqual([fault]);
  });
});

describe("values that are written out are tried when the policy is loaded", () => {
  test.each([
    ['now - request.receivedAt < duration("P1D")', /Invalid duration.*36h/],
    ['businessHours(now, "Mars/Olympus")', /Invalid time zone/],
    ['businessHours(now, "Europe/Berlin", 18, 8)', /there are no hours from 18 to 8/],
    ['now < timestamp("tomorrow")', /ISO 8601/],
    ["now - request.receivedAt < days(1000000)", /no span of 0 to 100 years/],
    ["days(target.connections.size()) > days(1)", /takes a value that is written out/],
    ['now.getHours("Mars") == 1', /Invalid time zone/],
    ['target.name.matches("(?=a)")', /RE2 does not take this pattern/],
    ["target.name.matches(consumer.owner)", /a pattern that is written out/],
  ])("%s", (when, fault) => {
    expect(faultsOf(when).join("\n")).toMatch(fault);
  });
});

describe("helpers", () => {
  const id = "/SUBSCRIPTIONS/22222222-2222-4222-8222-222222222222/RESOURCEGROUPS/RG-Twins/providers/x/y/z";
  test.each([
    [`sameSubscription(target.id, ${JSON.stringify(id)})`, "true"],
    ["sameSubscription(connection.privateEndpoint.id, target.id)", "false"],
    ['inSubscription(target.id, "22222222-2222-4222-8222-222222222222")', "true"],
    ['inResourceGroup(target.id, "RG-TWINS")', "true"],
    ["sameId(request.connectionId, connection.id)", "true"],
    [`subscriptionOf(${JSON.stringify(id)}) == target.subscription`, "true"],
    ['nameOf(target.id) == "twins-dev"', "true"],
    ['sameText(target.name, "TWINS-dev")', "true"],
    ['target.tag("ENV") == "dev"', "true"],
    [
      `target.id == ${JSON.stringify("/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg-twins/providers/Microsoft.DigitalTwins/digitalTwinsInstances/TWINS-dev")}`,
      "true",
    ],
    ['consumer.subscription == "33333333-3333-4333-8333-333333333333".upperAscii().lowerAscii()', "true"],
    ['dateOf(now, "Pacific/Kiritimati") == "2026-03-02"', "true"],
    ['now.getDayOfWeek("Europe/Berlin") == 1 && now.getHours("Europe/Berlin") == 10 && now.getHours() == 9', "true"],
    [
      'now.getDate("Asia/Tokyo") == 2 && now.getMonth("Asia/Tokyo") == 2 && now.getFullYear("Asia/Tokyo") == 2026',
      "true",
    ],
    [
      'target.connections.filter(c, c.subscription == consumer.subscription && c.status == "Approved").size() < 3',
      "true",
    ],
    ['{"dev": 5, "prod": 1}[target.tag("env")] > 3', "true"],
    ['cel.bind(mine, target.connections.filter(c, c.status == "Pending"), mine.size() == 1)', "true"],
  ])("%s is %s", (when, truth) => {
    expect(truthOf(when)).toBe(truth);
  });

  test.each([
    ["2026-03-02T07:59:59Z", "false"],
    ["2026-03-02T08:00:00Z", "true"],
    ["2026-03-02T15:59:59Z", "true"],
    ["2026-03-02T16:00:00Z", "false"],
    ["2026-03-01T10:00:00Z", "false"],
    // Summer time: nine in Berlin is seven in UTC.
    ["2026-07-01T07:00:00Z", "true"],
    ["2026-07-01T06:59:59Z", "false"],
  ])("business hours in Berlin at %s: %s", (now, truth) => {
    expect(truthOf('businessHours(now, "Europe/Berlin")', {}, now)).toBe(truth);
  });
});

test("conditions read the same however they are laid out and bracketed", () => {
  const when = `((target.name == "twins-dev" && (target.name.size() > 2 || !(1 > 2)))
    && (")(".size() == 2)) && ("a\\"b)".size() == 4)`;
  expect(truthOf(when)).toBe("true");
});
