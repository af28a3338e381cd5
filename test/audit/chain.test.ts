import fc from "fast-check";
import { emptyHead, firstBroken, headOf, type Link, missingSince, nextLink } from "../../src/audit/chain";
import type { Json } from "../../src/json";

const ID = "/subscriptions/A/connections/one";
const chainOf = (entries: readonly Json[]): Link[] => {
  const chain: Link[] = [];
  for (const entry of entries) chain.push(nextLink(headOf(ID, chain), entry));
  return chain;
};

/** Entries that differ from each other, as those of a log do. */
const entries = fc
  .array(fc.record({ kind: fc.constantFrom("accepted", "decided", "ended"), text: fc.string(), n: fc.integer() }), {
    minLength: 1,
    maxLength: 12,
  })
  .map((list) => list.map((entry, index) => ({ ...entry, index })));

test("a log as it was written holds", () => {
  fc.assert(fc.property(entries, (list) => firstBroken(ID, chainOf(list)) === undefined));
});

test("a changed entry is named", () => {
  fc.assert(
    fc.property(entries, fc.nat(), (list, at) => {
      const chain = chainOf(list);
      const place = at % chain.length;
      const forged = chain.map((link, index) =>
        index === place ? { ...link, entry: { ...list[place], text: "forged!" } } : link,
      );
      return list[place]?.text === "forged!" || firstBroken(ID, forged)?.index === place;
    }),
  );
});

test("a dropped entry is named, but for the last: a snapshot names that one", () => {
  fc.assert(
    fc.property(entries, fc.nat(), (list, at) => {
      const chain = chainOf(list);
      const place = at % chain.length;
      const cut = chain.filter((_, index) => index !== place);
      if (place < chain.length - 1) return firstBroken(ID, cut)?.index === place;
      return firstBroken(ID, cut) === undefined && missingSince(cut, headOf(ID, chain))?.index === place;
    }),
  );
});

test("two entries that changed places are named at the first of them", () => {
  fc.assert(
    fc.property(
      entries.filter(({ length }) => length > 1),
      fc.nat(),
      (list, at) => {
        const chain = chainOf(list);
        const place = at % (chain.length - 1);
        const moved = [...chain];
        moved.splice(place, 2, chain[place + 1] as Link, chain[place] as Link);
        return firstBroken(ID, moved)?.index === place;
      },
    ),
  );
});

test("an entry that was put in between is named, however well it is made", () => {
  fc.assert(
    fc.property(entries, fc.nat(), (list, at) => {
      const chain = chainOf(list);
      const place = at % chain.length;
      const before = chain.slice(0, place);
      const forged = [...before, nextLink(headOf(ID, before), { kind: "forged" }), ...chain.slice(place)];
      return firstBroken(ID, forged)?.index === place + 1;
    }),
  );
});

test("a log that was written anew is whole in itself, and a snapshot gives it away", () => {
  const chain = chainOf([{ a: 1 }, { b: 2 }]);
  const anew = chainOf([{ a: 1 }, { b: 3 }]);
  expect(firstBroken(ID, anew)).toBeUndefined();
  expect(missingSince(anew, headOf(ID, chain))).toEqual({ index: 1, why: "it is not the entry that the snapshot saw" });
});

test("the log of one connection cannot pass for another's, and ids count without case", () => {
  const chain = chainOf([{ a: 1 }]);
  expect(firstBroken("/subscriptions/A/connections/two", chain)?.index).toBe(0);
  expect(firstBroken(ID.toUpperCase(), chain)).toBeUndefined();
  expect(emptyHead(ID)).toEqual(emptyHead(ID.toUpperCase()));
});

test("a snapshot of an empty log asks nothing of it", () => {
  expect(missingSince([], emptyHead(ID))).toBeUndefined();
  expect(missingSince(chainOf([{ a: 1 }]), emptyHead(ID))).toBeUndefined();
});

test("an entry that says its place and its own hash rightly, and builds on another, is named", () => {
  const [first, second] = chainOf([{ a: 1 }, { b: 2 }]) as [Link, Link];
  const strange = nextLink({ index: 0, hash: "0".repeat(64) }, second.entry);
  expect(firstBroken(ID, [first, strange])).toEqual({ index: 1, why: "it does not build on the entry before it" });
});
