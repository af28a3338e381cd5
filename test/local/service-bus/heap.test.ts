import fc from "fast-check";
import { heapOf } from "../../../local/service-bus/heap";

test("whatever is added comes out smallest first, in between as at the end", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.nat(50), fc.constant("take" as const))), (acts) => {
      const heap = heapOf<number>((one, other) => one < other);
      let model: number[] = [];
      for (const act of acts) {
        if (act === "take") {
          const [first, ...rest] = model;
          expect(heap.first()).toBe(first);
          expect(heap.take()).toBe(first);
          model = rest;
        } else {
          heap.add(act);
          model = [...model, act].sort((one, other) => one - other);
        }
      }
      for (const left of model) expect(heap.take()).toBe(left);
      expect(heap.take()).toBeUndefined();
    }),
  );
});
