import assert from "node:assert/strict";
import fc from "fast-check";
import { formatMessage } from "@optique/core/message";
import { MAX_POINTS, numberList } from "../../cli/shared/range.ts";

const parse = (input: string) => {
  const result = numberList().parse(input);
  return result.success ? result.value : formatMessage(result.error, { quotes: true, colors: false });
};

Deno.test("numbers, ranges with both ends, and both together", () => {
  const cases: [string, number[]][] = [
    ["5", [5]],
    ["0,3,6", [0, 3, 6]],
    ["-6:18:3", [-6, -3, 0, 3, 6, 9, 12, 15, 18]],
    ["0:4", [0, 1, 2, 3, 4]],
    ["0:1:0.3", [0, 0.3, 0.6, 0.9]],
    ["0:1:0.1", [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]],
    ["3:-3:-3", [3, 0, -3]],
    ["2:2:1", [2]],
    ["-1:0:.5,7", [-1, -0.5, 0, 7]],
    ["+1e1, 2.5", [10, 2.5]],
    ["1e-7:3e-7:1e-7,1e21", [1e-7, 2e-7, 3e-7, 1e21]],
    ["-0.3:0.3:0.1", [-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]],
  ];
  for (const [input, numbers] of cases) assert.deepEqual(parse(input), numbers, input);
});

Deno.test("what is no list is refused, and says why", () => {
  for (
    const input of ["", ",", "1,", "abc", "NaN", "Infinity", "1e999", "0x10", "1:2:3:4", "1::2", ":", "1;2", "1 2"]
  ) {
    assert.match(String(parse(input)), /^Expected numbers such as 0,3,6 or a range such as -6:18:3, but got/, input);
  }
  for (const input of ["0:4:0", "0:4:-1", "4:0:1", "4:0"]) {
    assert.match(String(parse(input)), /never gets from its start to its end/, input);
  }
  for (const input of ["0:1000:1", "0:1:1e-300", "0:1e300", "0:600:1,0:600:1"]) {
    assert.match(String(parse(input)), /has more than "1000" points/, input);
  }
  assert.equal(parse("0:999:1").length, MAX_POINTS);
});

Deno.test("a range of whole steps has all its points, whatever the step's binary fraction", () => {
  fc.assert(fc.property(
    fc.integer({ min: -300, max: 300 }),
    fc.integer({ min: 1, max: 50 }),
    fc.integer({ min: 0, max: 999 }),
    (from, step, count) => {
      const tenths = (value: number) => value / 10;
      const points = parse(`${tenths(from)}:${tenths(from + count * step)}:${tenths(step)}`);
      assert.deepEqual(points, Array.from({ length: count + 1 }, (_, i) => tenths(from + i * step) + 0));
    },
  ));
});
