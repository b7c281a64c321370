import { Random } from "../../channel/random.ts";
import type { Configuration, LowRankAdapter } from "../../codec/causal/configuration.ts";
import { layOut } from "../../codec/causal/graphs.ts";
import { isAdapted, loraA, loraB, piecesOf } from "../../codec/causal/low_rank.ts";

/** A matrix of a low-rank adapter, and its place in the vector of all parameters. */
export interface Parameter {
  /** Such as `layers.0.query.lora_a`. */
  readonly name: string;
  /** [rows, columns] */
  readonly shape: readonly [number, number];
  /** Its first value in the vector. */
  readonly at: number;
}

/** The parameters of an adapter beside a model's matrices: A [rank, columns] and B [rows, rank] of each. */
export function parametersOf(configuration: Configuration, adapter: LowRankAdapter): Parameter[] {
  let at = 0;
  const place = (name: string, ...shape: [number, number]): Parameter => {
    const parameter = { name, shape, at };
    at += shape[0] * shape[1];
    return parameter;
  };
  return layOut(configuration).matrices.flatMap(piecesOf).filter(({ name }) => isAdapted(adapter, name)).flatMap((
    { name, rows, columns },
  ) => [place(loraA(name), adapter.rank, columns), place(loraB(name), rows, adapter.rank)]);
}

/** The number of values of parameters. */
export function countOf(parameters: readonly Parameter[]): number {
  return parameters.reduce((sum, { shape: [rows, columns] }) => sum + rows * columns, 0);
}

/** Values to begin with, as PEFT's: A uniform within 1 / sqrt(columns) of 0, B zero, so that at first nothing is changed. */
export function initialValues(parameters: readonly Parameter[], seed: number): Float32Array<ArrayBuffer> {
  const values = new Float32Array(countOf(parameters));
  const random = new Random(seed, 2 ** 42);
  for (const { name, shape: [rows, columns], at } of parameters) {
    if (!name.endsWith(loraA(""))) continue;
    const bound = 1 / Math.sqrt(columns);
    for (let i = at; i < at + rows * columns; i++) values[i] = bound * (2 * random.uniform() - 1);
  }
  return values;
}
