import fc from "fast-check";
import type { LifecycleEvent } from "../../src/approval/event";
import { messageOf } from "../../src/notify/message";
import { plain } from "../../src/notify/plain";
import { slackPosting } from "../../src/notify/slack";
import { teamsPosting } from "../../src/notify/teams";
import { ALL, CONSOLE, EXAMPLES } from "./events";

const URL_OF_HOOK = "https://hooks.example/SECRET";
type Node = { readonly [key: string]: unknown };

const teamsOf = (event: LifecycleEvent) => JSON.parse(teamsPosting(event, URL_OF_HOOK, CONSOLE).body) as Node;
const slackOf = (event: LifecycleEvent) => JSON.parse(slackPosting(event, URL_OF_HOOK, CONSOLE).body) as Node;
const titleOf = (event: LifecycleEvent) => messageOf(event, CONSOLE).title;
const rowOf = (event: LifecycleEvent, label: string) =>
  messageOf(event, CONSOLE).rows.find((row) => row.label === label)?.value;

/** Every object in it, however deep. */
function nodesIn(value: unknown): readonly Node[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.values(value).flatMap(nodesIn);
  return Array.isArray(value) ? inner : [value as Node, ...inner];
}

test("a person who is asked reads who wants what, why policy asks, how many have to agree, until when, and what then", () => {
  const { title, rows, page } = messageOf(EXAMPLES["decision.needed"], CONSOLE);
  expect(title).toBe("Your decision is needed: plant-7");
  expect(rows).toEqual([
    { label: "Who", value: "Line 4, Contoso, subscription 6f0f1c57, endpoint pe-line-4" },
    { label: "Connects to", value: "plant-7, prod, westeurope" },
    { label: "Asked by", value: "line-4-simulation" },
    { label: "Because", value: "Rehearse the new shift plan." },
    { label: "Request", value: "r1" },
    { label: "Why policy asks", value: "a production twin needs two people (rule production)" },
    { label: "Who decides", value: "people with the role Approver" },
    { label: "Approvals", value: "1 of 2; whoever asked does not count" },
    { label: "Until", value: "2026-03-05 09:00 UTC" },
    { label: "If nobody decides", value: "the connection stays Pending, and nothing is changed" },
  ]);
  expect(page).toBe(`${CONSOLE}/console/requests/${EXAMPLES["decision.needed"].instanceId}`);
});

test("where a rejection is asked for, people read that approving keeps the connection, and that it stays as it is if nobody decides", () => {
  const wish = { desiredStatus: "Rejected" } as const;
  const asked = { ...EXAMPLES["decision.needed"], ...wish };
  expect(titleOf(asked)).toBe("Your decision on a rejection is needed: plant-7");
  expect(rowOf(asked, "Asked for")).toBe("that the connection is rejected, which is final on Digital Twins");
  expect(rowOf(asked, "Want to keep it")).toBe("1 of 2; whoever asked does not count");
  expect(rowOf(asked, "If nobody decides")).toBe("the connection stays as it is, and nothing is changed");
  const liked = { ...asked, decision: { verdict: "approve", reason: "the consumer is ours" } } as const;
  expect(rowOf(liked, "Why policy would approve it")).toBe("the consumer is ours");
  const kept = { ...EXAMPLES["decision.made"], ...wish };
  expect([titleOf(kept), rowOf(kept, "Wants to keep it")]).toEqual([
    "Somebody wants to keep the connection: plant-7",
    "Ada Approver",
  ]);
  expect(messageOf(kept, CONSOLE).text).toBe("Ada Approver wants to keep the connection: Known team.");
  const { answer } = kept;
  const rejected = { ...kept, ...(answer && { answer: { ...answer, verdict: "reject" as const } }) };
  expect([titleOf(rejected), rowOf(rejected, "Rejected by")]).toEqual(["Somebody rejected: plant-7", "Ada Approver"]);
  expect(titleOf({ ...EXAMPLES["request.accepted"], ...wish })).toBe("A request for a rejection was accepted: plant-7");
});

test("a reminder says that it is one, and which", () => {
  const { asking, ...event } = EXAMPLES["decision.needed"];
  expect(titleOf({ ...event, ...(asking && { asking: { ...asking, reminder: 2 } }) })).toBe(
    "Reminder 2: your decision is still needed: plant-7",
  );
});

test("whoever was asked is told that it is closed, how, and that no answer is needed", () => {
  expect(ALL.map(titleOf)).toEqual([
    "A request was accepted: plant-7",
    "A message could not be read as a request",
    "Your decision is needed: plant-7",
    "Somebody approved: plant-7",
    "Closed. Connection approved: plant-7",
    "The connection could not be changed: plant-7",
    "Closed. The request ended, and nothing was changed: plant-7",
  ]);
  expect(rowOf(EXAMPLES["request.closed"], "Your answer")).toBe("is no longer needed: the request is closed");
  expect(rowOf(EXAMPLES["request.closed"], "How it ended")).toBe("Nobody decided.");
  expect(rowOf(EXAMPLES["connection.failed"], "Your answer")).toBeUndefined();
});

test.each(["approve", "reject", "escalate"] as const)("policy's own decision says what it is: %s", (verdict) => {
  const { answer: _, ...event } = EXAMPLES["decision.made"];
  expect(titleOf({ ...event, decision: { verdict, reason: "so it is" } })).toMatch(/^Policy (approves|rejects|asks)/);
});

test("what happens at the deadline is said in full where it cannot be undone", () => {
  const { asking, ...event } = EXAMPLES["decision.needed"];
  if (!asking) throw new Error("the example asks nobody");
  const { role: _, ...people } = asking.people;
  const strict = { ...asking, people: { ...people, group: "network-security", atDeadline: "reject" as const } };
  expect(rowOf({ ...event, asking: strict }, "If nobody decides")).toContain("final");
  expect(rowOf({ ...event, asking: strict }, "Who decides")).toBe("members of the group network-security");
});

test("Teams gets one Adaptive Card in the envelope that Workflows takes", () => {
  const card = teamsOf(EXAMPLES["decision.needed"]);
  expect(card).toMatchObject({
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: { type: "AdaptiveCard", version: "1.4", $schema: expect.stringContaining("adaptive-card.json") },
      },
    ],
  });
});

test("Slack gets blocks, and a text for where blocks cannot be", () => {
  expect(slackOf(EXAMPLES["connection.failed"])).toMatchObject({
    text: "The connection could not be changed: plant-7. The change did not come to rest.",
    blocks: [{ type: "rich_text" }, { type: "rich_text" }],
  });
});

test.each(ALL)(
  "nothing in the messages of $type acts: there is one link at most, and it shows the request's page",
  (event) => {
    const page = event.instanceId === undefined ? [] : [`${CONSOLE}/console/requests/${event.instanceId}`];
    const actions = nodesIn(teamsOf(event)).filter(({ type }) => String(type).startsWith("Action."));
    expect(actions.map(({ type, url }) => [type, url])).toEqual(page.map((url) => ["Action.OpenUrl", url]));
    const links = nodesIn(slackOf(event)).filter(({ url }) => url !== undefined);
    expect(links.map(({ type, url }) => [type, url])).toEqual(page.map((url) => ["link", url]));
  },
);

/** Words of strangers: markup, mentions, links and marks of every client that might read them. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "<!channel>",
        "<!here|x>",
        "<@U123>",
        "<https://evil.example|the page>",
        "https://evil.example/approve?x=1",
        "www.evil.example",
        "mailto:a@evil.example",
        "@everyone",
        "@channel",
        "[Approve](https://evil.example)",
        "<at>Ada</at>",
        "*bold*",
        "_x_",
        "~x~",
        "`x`",
        "```",
        "\n# Title\n",
        "\n> quote",
        "{{DATE(2026-03-02T09:00:00Z)}}",
        "$" + "{expression}",
        "@{triggerBody()}",
        "&lt;!channel&gt;",
        "\u202eetorppa\u202c",
        "\u200b",
        "\u0000\u0007\u001b[31m",
        "\ud83d",
        "🙂",
        '","url":"https://evil.example","x":"',
      ),
      fc.string({ unit: "binary", maxLength: 20 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(""));

const hostileEvent = fc
  .tuple(fc.constantFrom(...ALL), hostile, hostile, hostile)
  .map(([event, one, other, third]): LifecycleEvent => {
    const { about, decision, answer, outcome, asking } = event;
    return {
      ...event,
      text: one,
      requestId: other,
      requestedBy: third,
      justification: one,
      ...(about && {
        about: {
          consumer: { owner: one, tenant: other, subscription: third, endpoint: one },
          target: { id: one, name: other, env: third, location: one },
        },
      }),
      ...(decision && { decision: { ...decision, rule: one, reason: other } }),
      ...(answer && { answer: { ...answer, by: { id: one, name: other }, comment: third } }),
      ...(outcome && { outcome: { ...outcome, reason: one, next: other } }),
      ...(asking && { asking: { ...asking, people: { ...asking.people, role: third } } }),
    };
  });

const SHOWN = new Set([
  "text",
  "title",
  "$schema",
  "url",
  "type",
  "version",
  "contentType",
  "width",
  "weight",
  "size",
  "spacing",
]);

test("whatever strangers write is shown, and nothing of it becomes markup, a mention or a link", () => {
  fc.assert(
    fc.property(hostileEvent, (event) => {
      const page = event.instanceId === undefined ? [] : [`${CONSOLE}/console/requests/${event.instanceId}`];
      const [teams, slack] = [nodesIn(teamsOf(event)), nodesIn(slackOf(event))];
      // The shape is ours alone: text is in runs that no client reads markup in.
      expect(new Set(teams.map(({ type }) => type).filter(Boolean))).toEqual(
        new Set(["message", "AdaptiveCard", "RichTextBlock", "TextRun", ...page.map(() => "Action.OpenUrl")]),
      );
      expect(new Set(slack.map(({ type }) => type).filter(Boolean))).toEqual(
        new Set(["rich_text", "rich_text_section", "text", ...page.map(() => "link")]),
      );
      const urls = [...teams, ...slack].flatMap(({ url }) => (url === undefined ? [] : [url]));
      expect(urls).toEqual([...page, ...page]);
      for (const [key, value] of [...teams, ...slack].flatMap((node) => Object.entries(node))) {
        if (typeof value !== "string" || key !== "text") {
          if (typeof value === "string") expect(SHOWN).toContain(key);
          continue;
        }
        expect(value).not.toBe("");
        expect(value).not.toMatch(/@[\w{]|:\/\/|www\.|mailto:/i);
        expect(value).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]|\p{Cs}/u);
      }
      expect(slackOf(event)["text"]).not.toMatch(/[<>]/);
    }),
    { numRuns: 300 },
  );
});

test("a message stays within what Slack and Teams take, however long its texts are", () => {
  fc.assert(
    fc.property(hostileEvent, fc.constantFrom("a", "&", "🙂", "<"), (event, letter) => {
      const long = letter.repeat(20_000);
      const { answer } = event;
      const big = {
        ...event,
        text: long,
        requestedBy: long,
        justification: long,
        ...(answer && { answer: { ...answer, comment: long } }),
      };
      // Teams: 28 KB for a message; Slack: 3,000 characters for a text element's block, 40,000 for the fallback.
      expect(Buffer.byteLength(JSON.stringify(teamsOf(big)))).toBeLessThan(28_000);
      for (const { text } of nodesIn(slackOf(big)).slice(1)) expect(String(text ?? "").length).toBeLessThan(3_000);
    }),
    { numRuns: 50 },
  );
});

test("a text is cut between characters, and what is left of a broken one goes", () => {
  expect(plain("🙂🙂🙂", 2)).toBe("🙂…");
  expect(plain("a\ud83d b", 10)).toBe("a b");
  expect(plain("  a\n\n b\tc ", 10)).toBe("a b c");
});
