import assert from "node:assert/strict";
import {
  BASE_GRAPH_1,
  BASE_GRAPH_2,
  LIFTING_SETS,
  liftRows,
  smallestLifting,
} from "../../../channel/coding/ldpc_graph.ts";

const GRAPHS = [
  { graph: BASE_GRAPH_1, rows: 46, columns: 68, information: 22, edges: 316 },
  { graph: BASE_GRAPH_2, rows: 42, columns: 52, information: 10, edges: 197 },
];

Deno.test("lifting sizes are a 2^j for a = 2, 3, 5, ..., 15, at most 384", () => {
  for (const [set, a] of [2, 3, 5, 7, 9, 11, 13, 15].entries()) {
    const sizes: number[] = [];
    for (let z = a; z <= 384; z *= 2) sizes.push(z);
    assert.deepEqual(LIFTING_SETS[set], sizes);
  }
  assert.equal(new Set(LIFTING_SETS.flat()).size, 51);
  assert.equal(smallestLifting(22, 8448), 384);
  assert.equal(smallestLifting(22, 8449), undefined);
  assert.equal(smallestLifting(6, 64), 11);
});

for (const { graph, rows, columns, information, edges } of GRAPHS) {
  Deno.test(`base graph ${graph.number}: size, order and range of the entries`, () => {
    assert.deepEqual([graph.rows, graph.columns, graph.information], [rows, columns, information]);
    assert.equal(graph.edges.length, edges);
    let before = -1;
    for (const [row, column, ...shifts] of graph.edges) {
      const place = row! * columns + column!;
      assert.ok(place > before && column! < columns, `${row}, ${column}`);
      before = place;
      assert.equal(shifts.length, LIFTING_SETS.length);
      for (const [set, shift] of shifts.entries()) assert.ok(shift >= 0 && shift < LIFTING_SETS[set]!.at(-1)!);
    }
  });

  Deno.test(`base graph ${graph.number}: each row ends in its own parity column, shift 0`, () => {
    for (let row = 1; row < rows; row++) {
      const last = graph.edges.findLast((edge) => edge[0] === row)!;
      const column = information + (row < 4 ? Math.min(row + 1, 3) : row);
      assert.deepEqual(last, [row, column, ...Array(8).fill(0)]);
    }
    for (let column = information + 4; column < columns; column++) {
      assert.equal(graph.edges.filter((edge) => edge[1] === column).length, 1);
    }
  });

  Deno.test(`base graph ${graph.number}: the core is a double diagonal beside a column of three, two of them alike`, () => {
    for (let set = 0; set < 8; set++) {
      const core = graph.edges.filter((edge) => edge[0]! < 4 && edge[1]! >= information && edge[1]! < information + 4);
      const shifts = core.filter((edge) => edge[1] === information).map((edge) => edge[2 + set]!);
      assert.equal(shifts.length, 3);
      assert.equal(new Set(shifts).size, 2);
      const diagonals = core.filter((edge) => edge[1]! > information);
      assert.deepEqual(diagonals.map((edge) => [edge[0]!, edge[1]! - information]), [
        [0, 1],
        [1, 1],
        [1, 2],
        [2, 2],
        [2, 3],
        [3, 3],
      ]);
      assert.ok(diagonals.every((edge) => edge[2 + set] === 0));
    }
  });

  // A wrong entry would very likely close a cycle. The one of the standard itself: base graph 1, set 7, rows 5 and 19.
  Deno.test(`base graph ${graph.number}: no cycles of length 4 at the largest lifting sizes, but for a known one`, () => {
    for (const sizes of LIFTING_SETS) {
      const z = sizes.at(-1)!;
      const lifted = liftRows(graph, z).map((row) => new Map(row.map(({ column, shift }) => [column, shift])));
      let cycles = 0;
      for (const [i, first] of lifted.entries()) {
        for (const second of lifted.slice(i + 1)) {
          const turns = [...first].filter(([column]) => second.has(column))
            .map(([column, shift]) => (shift - second.get(column)! + z) % z);
          cycles += turns.length - new Set(turns).size;
        }
      }
      assert.equal(cycles, graph.number === 1 && z === 240 ? 1 : 0, `Z = ${z}`);
    }
  });
}

Deno.test("entries as printed in the standard", () => {
  const row = (number: number, set: number) =>
    BASE_GRAPH_1.edges.filter((edge) => edge[0] === number).map((edge) => edge[2 + set]);
  assert.deepEqual(row(0, 0), [250, 69, 226, 159, 100, 10, 59, 229, 110, 191, 9, 195, 23, 190, 35, 239, 31, 1, 0]);
  assert.deepEqual(row(45, 7), [177, 114, 93, 0]);
  assert.deepEqual(BASE_GRAPH_2.edges[0], [0, 0, 9, 174, 0, 72, 3, 156, 143, 145]);
  assert.deepEqual(BASE_GRAPH_2.edges.at(-2), [41, 11, 118, 60, 55, 81, 19, 8, 167, 230]);
});

Deno.test("the sum of each set's entries, so that no entry changes by accident", () => {
  const sums = (edges: readonly (readonly number[])[]) =>
    LIFTING_SETS.map((_, set) => edges.reduce((sum, edge) => sum + edge[2 + set]!, 0));
  assert.deepEqual(sums(BASE_GRAPH_1.edges), [34730, 49099, 42436, 29665, 31271, 47538, 20577, 34191]);
  assert.deepEqual(sums(BASE_GRAPH_2.edges), [18025, 14069, 7888, 15505, 11140, 13530, 16802, 17943]);
});
