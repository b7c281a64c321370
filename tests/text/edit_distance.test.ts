import assert from "node:assert/strict";
import fc from "fast-check";
import { editDistance } from "../../text/edit_distance.ts";
import { sequences } from "../fidelity/texts.ts";

/** The definition, in exponential time. */
function byDefinition(a: number[], b: number[]): number {
  if (a.length === 0 || b.length === 0) return a.length + b.length;
  if (a[0] === b[0]) return byDefinition(a.slice(1), b.slice(1));
  return 1 + Math.min(
    byDefinition(a.slice(1), b.slice(1)),
    byDefinition(a.slice(1), b),
    byDefinition(a, b.slice(1)),
  );
}

/** The table of Wagner and Fischer, a cell at a time. */
function byTable(a: number[], b: number[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, symbol] of a.entries()) {
    const next = [i + 1];
    for (let j = 1; j < row.length; j++) {
      next.push(Math.min(row[j - 1]! + Number(symbol !== b[j - 1]), row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}

Deno.test("edit distances worked by hand", () => {
  const distance = (first: string, second: string) => editDistance([...first], [...second]);
  assert.equal(distance("kitten", "sitting"), 3);
  assert.equal(distance("saturday", "sunday"), 3);
  assert.equal(distance("intention", "execution"), 5);
  assert.equal(distance("abcd", "bcda"), 2);
  assert.equal(distance("ab", "ba"), 2);
  assert.equal(distance("", "abc"), 3);
  assert.equal(distance("", ""), 0);
});

Deno.test("the edit distance is that of the definition", () => {
  const short = fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 6 });
  fc.assert(fc.property(short, short, (a, b) => assert.equal(editDistance(a, b), byDefinition(a, b))));
});

Deno.test("the edit distance of long sequences, of frequent and rare symbols, is that of the table", () => {
  const long = fc.integer({ min: 1, max: 50 }).chain((max) =>
    fc.array(fc.integer({ min: 0, max }), { maxLength: 150, size: "max" })
  );
  fc.assert(fc.property(long, long, (a, b) => assert.equal(editDistance(a, b), byTable(a, b))));
  // What most messages are: nearly right, here with a symbol lost, one doubled and one exchanged.
  fc.assert(fc.property(long, fc.nat(149), fc.nat(149), fc.nat(149), (a, lost, twice, other) => {
    const b = a.flatMap((symbol, i) =>
      i === lost ? [] : i === twice ? [symbol, symbol] : i === other ? [-1] : [symbol]
    );
    assert.equal(editDistance(a, b), byTable(a, b));
  }));
  // The bits of one whole number, one more and one less.
  for (const length of [31, 32, 33, 63, 64, 65]) {
    const a = Array.from({ length }, (_, i) => i);
    assert.equal(editDistance(a, a.map((symbol) => symbol + 1000)), length);
    assert.equal(editDistance(a, [...a.slice(1), 1000]), 2);
  }
});

Deno.test("the edit distance is a metric", () => {
  fc.assert(fc.property(sequences, sequences, sequences, (a, b, c) => {
    assert.equal(editDistance(a, a), 0);
    assert.equal(editDistance(a, b), editDistance(b, a));
    assert.ok(editDistance(a, c) <= editDistance(a, b) + editDistance(b, c));
    assert.equal(editDistance(a, b) === 0, `${a}` === `${b}`);
  }));
});

Deno.test("the edit distance takes typed arrays", () => {
  assert.equal(editDistance(Int32Array.of(1, 2, 3), Uint16Array.of(1, 3)), 1);
});
