import type { DenseType, WeightType } from "./formats.ts";

/** The architectures that graphs are built for. */
export const ARCHITECTURES = ["llama", "qwen2", "gpt2"] as const;

export type Architecture = typeof ARCHITECTURES[number];

/** The ways that products with matrices in blocks take activations: as they are, or rounded to 8 bits in blocks. */
export const ACTIVATIONS = ["F32", "I8"] as const;

export type Activations = typeof ACTIVATIONS[number];

/** All that the graphs of a causal language model, and the sizes of its weights files, follow from. */
export interface Configuration {
  readonly architecture: Architecture;
  readonly layers: number;
  /** Numbers of a token's hidden state. */
  readonly width: number;
  /** Heads of the queries. */
  readonly heads: number;
  /** Heads of the keys and values; each serves heads / key_value_heads heads of the queries. */
  readonly key_value_heads: number;
  readonly head_size: number;
  /** Numbers of the hidden layer of a block's feed-forward network. */
  readonly feed_forward: number;
  readonly vocabulary: number;
  /** The most tokens of a sequence. */
  readonly context: number;
  /** It is added to the variance before its root is taken. */
  readonly epsilon: number;
  readonly activations: Activations;
  /** Whether each token of the vocabulary has a bias, which is added to its logit: the vector `output.bias`. */
  readonly output_bias?: boolean;
  /** The type of each matrix. A list has an entry a layer. Vectors are always F32. */
  readonly types: Readonly<Record<string, WeightType | readonly WeightType[]>>;
  /** A low-rank adapter, or several, which are added up. */
  readonly adapter?: LowRankAdapter | readonly LowRankAdapter[];
}

/**
 * A low-rank adapter (LoRA, Hu et al., ICLR 2022): beside each of the matrices W that it names there are A [rank, columns]
 * and B [rows, rank] in every layer, and W x becomes W x + scale * B A x.
 */
export interface LowRankAdapter {
  readonly rank: number;
  readonly scale: number;
  /** Matrices of a layer, by their names in `types`. */
  readonly matrices: readonly string[];
  /** The type of all A and B. */
  readonly type: DenseType;
}

/** A model's low-rank adapters. */
export function adaptersOf({ adapter = [] }: Pick<Configuration, "adapter">): readonly LowRankAdapter[] {
  return [adapter].flat();
}

/** The rank of adapters together. */
export function rankOf(adapters: readonly LowRankAdapter[]): number {
  return adapters.reduce((sum, { rank }) => sum + rank, 0);
}

/** The type of a matrix, of a layer if it is one of a layer's; undefined if the model has no such matrix. */
export function typeOf({ types }: Configuration, name: string, layer?: number): WeightType | undefined {
  const type = Object.hasOwn(types, name) ? types[name] : undefined;
  return typeof type === "object" ? type[layer!] : type;
}

/** The smallest and the largest value of each size. No model that runs on a CPU has larger ones. */
export const SIZE_RANGES = {
  layers: [1, 256],
  width: [8, 16_384],
  heads: [1, 256],
  key_value_heads: [1, 256],
  head_size: [8, 512],
  feed_forward: [8, 131_072],
  vocabulary: [2, 400_000],
  context: [8, 8192],
} as const satisfies Record<string, readonly [number, number]>;
