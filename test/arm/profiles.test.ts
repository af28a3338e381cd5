import fc from "fast-check";
import { digitalTwins } from "../../src/arm/profiles/digital-twins";
import { descriptionFor } from "../../src/arm/profiles/profile";
import { order } from "./answers";

test("the body is the state and the endpoint, nothing else: read-only fields break some services", () => {
  expect(digitalTwins.body(order, "/pe")).toEqual({
    properties: {
      privateEndpoint: { id: "/pe" },
      privateLinkServiceConnectionState: { status: "Approved", description: order.note },
    },
  });
  expect(digitalTwins.body(order, undefined)).toEqual({
    properties: { privateLinkServiceConnectionState: { status: "Approved", description: order.note } },
  });
});

test("a description is at most 140 characters, whatever the note, and never ends in half a character", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 300, size: "max" }), (note) => {
      const description = descriptionFor(note);
      expect(description.length).toBeLessThanOrEqual(140);
      expect(note.startsWith(description)).toBe(true);
      expect(description).not.toMatch(/[\uD800-\uDBFF]$/);
      if (note.length <= 140) expect(description).toBe(note);
    }),
  );
});

test("no word means two things", () => {
  const words = [digitalTwins.restingStates, digitalTwins.brokenStates, digitalTwins.movingStates].flatMap((set) => [
    ...set,
  ]);
  expect(new Set(words).size).toBe(words.length);
  expect(words.every((word) => word === word.toLowerCase())).toBe(true);
});
