import fc from "fast-check";

/** The value of JSON, with something else in one place of it. */
export function damaged(value: object, others: fc.Arbitrary<unknown> = fc.jsonValue()): fc.Arbitrary<object> {
  return fc.tuple(fc.infiniteStream(fc.nat()), others).map(([choices, other]) => {
    const copy = structuredClone(value) as Record<string, unknown>;
    for (let at = copy;;) {
      const keys = Object.keys(at);
      const key = keys[choices.next().value % Math.max(1, keys.length)] ?? "0";
      const inner = at[key];
      if (typeof inner === "object" && inner !== null && choices.next().value % 3 > 0) {
        at = inner as Record<string, unknown>;
        continue;
      }
      at[key] = other;
      return copy;
    }
  });
}
