import graph1 from "./data/ldpc_base_graph_1.json" with { type: "json" };
import graph2 from "./data/ldpc_base_graph_2.json" with { type: "json" };
import lifting from "./data/ldpc_lifting_sizes.json" with { type: "json" };

/** A base graph of 3GPP TS 38.212, section 5.3.2. */
export interface BaseGraph {
  /** 1 or 2, as the standard counts them. */
  readonly number: 1 | 2;
  /** Rows: 46 or 42. The first four are the core; each further one defines one extension column of degree 1. */
  readonly rows: number;
  /** Columns: 68 or 52. */
  readonly columns: number;
  /** Information columns, the first ones: 22 or 10. */
  readonly information: number;
  /** One entry `[i, j, V0, ..., V7]` for each 1: row, column and the shift for each lifting set; ordered by row. */
  readonly edges: readonly (readonly number[])[];
}

/** Base graph 1, Table 5.3.2-2: long blocks and high rates. */
export const BASE_GRAPH_1: BaseGraph = createGraph(1, graph1);

/** Base graph 2, Table 5.3.2-3: short blocks and low rates. */
export const BASE_GRAPH_2: BaseGraph = createGraph(2, graph2);

/** The lifting sizes of Table 5.3.2-1; the place of a list is its set index (i_LS). */
export const LIFTING_SETS: readonly (readonly number[])[] = lifting.sets;

const ASCENDING = LIFTING_SETS.flat().sort((a, b) => a - b);

/** Rows of a base graph whose parity columns form the double diagonal, solved together by the encoder. */
export const CORE_ROWS = 4;

/** The smallest lifting size Z of Table 5.3.2-1 with `columns * Z >= k`, or undefined where there is none. */
export function smallestLifting(columns: number, k: number): number | undefined {
  return ASCENDING.find((z) => columns * z >= k);
}

/** One circulant of a lifted row: check i is joined to bit `column * Z + (i + shift) mod Z`. */
export interface Circulant {
  readonly column: number;
  readonly shift: number;
}

/** The rows of `graph` lifted by `z`: shifts are V_i,j mod Z of the set that has `z` (TS 38.212, section 5.3.2). */
export function liftRows(graph: BaseGraph, z: number): Circulant[][] {
  const set = LIFTING_SETS.findIndex((sizes) => sizes.includes(z));
  const rows: Circulant[][] = Array.from({ length: graph.rows }, () => []);
  for (const edge of graph.edges) rows[edge[0]!]!.push({ column: edge[1]!, shift: edge[2 + set]! % z });
  return rows;
}

function createGraph(number: 1 | 2, table: Omit<BaseGraph, "number" | "information">): BaseGraph {
  const { rows, columns, edges } = table;
  return { number, rows, columns, information: columns - rows, edges };
}
