import assert from "node:assert/strict";
import { layOut, minimumCodedBits } from "../../../channel/coding/ldpc_layout.ts";
import { ldpc } from "../../../channel/coding/ldpc.ts";
import { UsageError } from "../../../errors.ts";

Deno.test("base graph by payload and rate, lifting size by the Kb rule", () => {
  const chosen = (k: number, n: number) => {
    const { graph, z } = layOut(k, n);
    return [graph.number, z];
  };
  for (
    const [k, n, graph, z] of [
      [64, 128, 2, 11], // Kb 6
      [192, 384, 2, 32],
      [193, 384, 2, 26], // Kb 8
      [292, 320, 2, 40], // short: any rate
      [293, 320, 1, 14],
      [500, 1000, 2, 64], // Kb 8
      [560, 1120, 2, 72],
      [561, 1122, 2, 64], // Kb 9
      [640, 1280, 2, 72],
      [641, 1282, 2, 72], // Kb 10
      [670, 1000, 2, 72], // R = 0.67 exactly
      [671, 1000, 1, 32],
      [3824, 7648, 2, 384],
      [3825, 7650, 1, 176],
      [3840, 15360, 2, 384], // R = 1/4
      [3840, 15359, 1, 176],
      [3841, 15364, 1, 176],
      [8448, 16896, 1, 384],
    ] as const
  ) assert.deepEqual(chosen(k, n), [graph, z], `k=${k}, n=${n}`);
});

Deno.test("sent are information after the first 2Z, then parity, without fillers, then the same again", () => {
  // Z = 11: 110 information columns' bits, of which 46 are fillers.
  const { graph, z, order, rows } = layOut(64, 128);
  assert.deepEqual([graph.information * z, order.length, rows], [110, 128, 8]);
  assert.deepEqual([...order.subarray(0, 42)], Array.from({ length: 42 }, (_, i) => 22 + i));
  assert.deepEqual([...order.subarray(42)], Array.from({ length: 86 }, (_, i) => 110 + i));

  const full = 52 * 11 - 22 - 46;
  assert.equal(layOut(64, full).order.at(-1), 52 * 11 - 1);
  assert.deepEqual(layOut(64, full + 40).order, layOut(64, full).order);
  assert.equal(layOut(64, full).rows, 42);
});

Deno.test("the least n leaves the core alone, with the graph that it is computed from", () => {
  for (let k = 1; k <= 8448; k += k < 400 ? 1 : 37) {
    const least = minimumCodedBits(k);
    const { graph, z, rows } = layOut(k, least);
    assert.equal(least, Math.max(k, 2 * z) + z);
    assert.equal(rows, 4);
    assert.equal(graph.number, k <= 292 ? 2 : 1);
    assert.ok(k < 100 || k / least > 0.8);
  }
});

Deno.test("an impossible block is refused with the nearest legal value", () => {
  const refused = (k: number, n: number, nearest: string) =>
    assert.throws(() => ldpc.create(k, n), (error) => error instanceof UsageError && error.message.endsWith(nearest));
  refused(8449, 20000, "(nearest: k=8448)");
  refused(0, 100, "(nearest: k=1)");
  refused(63.6, 100, "(nearest: k=64)");
  refused(64, 74, "(nearest: n=75)");
  refused(64, 63, "(nearest: n=75)");
  refused(64, 128.4, "(nearest: n=128)");
  refused(8448, 8448, "(nearest: n=8832)");
  refused(1, 1, "(nearest: n=6)");
});
