import assert from "node:assert/strict";
import graph1 from "../../../channel/coding/data/ldpc_base_graph_1.json" with { type: "json" };
import graph2 from "../../../channel/coding/data/ldpc_base_graph_2.json" with { type: "json" };
import { LdpcEncoder } from "../../../channel/coding/ldpc_encode.ts";
import { BASE_GRAPH_1, BASE_GRAPH_2 } from "../../../channel/coding/ldpc_graph.ts";
import { layOut } from "../../../channel/coding/ldpc_layout.ts";
import { ldpc } from "../../../channel/coding/ldpc.ts";
import { Random } from "../../../channel/random.ts";
import { randomBits } from "./link.ts";

/** Rows of H as lists of columns, straight from section 5.3.2: entry (i, j) becomes I rotated right V_i,j mod Z times. */
function expand(table: { rows: number; edges: number[][] }, z: number): number[][] {
  // Z = a 2^j; the set index is the place of a in this list.
  let a = z;
  while (a % 2 === 0) a /= 2;
  const set = [1, 3, 5, 7, 9, 11, 13, 15].indexOf(a);
  const h: number[][] = Array.from({ length: table.rows * z }, () => []);
  for (const edge of table.edges) {
    for (let r = 0; r < z; r++) h[edge[0]! * z + r]!.push(edge[1]! * z + (r + edge[2 + set]!) % z);
  }
  return h;
}

function violated(h: number[][], word: ArrayLike<number>): number {
  return h.filter((row) => row.reduce((sum, column) => sum + word[column]!, 0) % 2 !== 0).length;
}

for (const [graph, table] of [[BASE_GRAPH_1, graph1], [BASE_GRAPH_2, graph2]] as const) {
  Deno.test(`base graph ${graph.number}: H x = 0 for each of the 51 lifting sizes`, () => {
    const random = new Random(1);
    for (const a of [2, 3, 5, 7, 9, 11, 13, 15]) {
      for (let z = a; z <= 384; z *= 2) {
        const k = graph.information * z;
        // All of the word is "sent", punctured bits too.
        const order = Uint16Array.from({ length: graph.columns * z }, (_, i) => i);
        const encoder = new LdpcEncoder({ k, n: order.length, graph, z, rows: graph.rows, order });
        const information = randomBits(k, random);
        const word = new Uint8Array(order.length);
        encoder.encode(information, word);
        assert.deepEqual(word.subarray(0, k), information);
        assert.equal(violated(expand(table, z), word), 0, `Z = ${z}`);
      }
    }
  });
}

Deno.test("fillers are zeros that are not sent: the whole buffer with them put back satisfies H", () => {
  for (const [k, table] of [[64, graph2], [500, graph2], [700, graph2], [4000, graph1]] as const) {
    const { z, graph } = layOut(k, 4 * k);
    const n = graph.columns * z - 2 * z - (graph.information * z - k);
    const code = ldpc.create(k, n);
    assert.equal(layOut(k, n).z, z);
    const information = randomBits(k, new Random(k));
    const coded = new Uint8Array(n);
    code.encode(information, coded);
    const word = new Uint8Array(graph.columns * z);
    word.set(information);
    word.set(coded.subarray(k - 2 * z), graph.information * z);
    assert.deepEqual(coded.subarray(0, k - 2 * z), information.subarray(2 * z));
    assert.equal(violated(expand(table, z), word), 0);
  }
});
