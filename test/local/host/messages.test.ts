import { withPayload } from "../../../local/host/binding-data";
import { messagesFrom } from "../../../local/host/service-bus-output";

const bodies = (data: Parameters<typeof messagesFrom>[0]) =>
  messagesFrom(data).map(({ body, contentType }) => [body.toString("utf8"), contentType]);

test("an output is one message, or one for each element of an array", () => {
  expect(bodies({ string: "as it is" })).toEqual([["as it is", "text/plain"]]);
  expect(bodies({ json: '{"a":1}' })).toEqual([['{"a":1}', "text/plain"]]);
  expect(bodies({ json: '[{"a":1},"two",3]' })).toEqual([
    ['{"a":1}', "text/plain"],
    ["two", "text/plain"],
    ["3", "text/plain"],
  ]);
  expect(bodies({ json: "[]" })).toEqual([]);
  expect(bodies({ int: 5 })).toEqual([["5", "text/plain"]]);
  expect(bodies({ bytes: Buffer.from("raw") })).toEqual([["raw", "application/octet-stream"]]);
});

test("a payload's properties come beside the metadata, and over it where only case differs, as in Azure", () => {
  const metadata = { MessageId: { string: "true one" }, DeliveryCount: { json: "1" } };
  const payload = '{"messageId": "false one", "Extra": 5, "nested": {"a": 1}, "list": [1], "none": null}';
  expect(withPayload(metadata, payload)).toEqual({
    MessageId: { string: "false one" },
    DeliveryCount: { json: "1" },
    Extra: { string: "5" },
    nested: { json: '{"a":1}' },
  });
  for (const text of ["", "no json", "[1]", "{broken}", '"text"'])
    expect(withPayload(metadata, text)).toEqual(metadata);
});
