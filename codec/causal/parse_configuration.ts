import {
  ACTIVATIONS,
  adaptersOf,
  type Architecture,
  ARCHITECTURES,
  type Configuration,
  type LowRankAdapter,
  rankOf,
  SIZE_RANGES,
} from "./configuration.ts";
import { blockFormat, WEIGHT_TYPES, type WeightType } from "./formats.ts";
import { architectureGraph } from "./graph/architecture.ts";
import { layOut } from "./graphs.ts";

/** Heads of rotary positions are a multiple of this, which the runtime's attention asks for. */
const HEAD_UNIT = 8;

/**
 * Checks a configuration that came with a codec, or was read from a checkpoint.
 * @param refused The error that says what is wrong.
 */
export function parseConfiguration(value: unknown, refused: (why: string) => Error): Configuration {
  if (typeof value !== "object" || value === null) throw refused("configuration must be an object");
  const configuration = value as Configuration;
  const oneOf = (field: "architecture" | "activations", known: readonly string[]) => {
    if (!known.includes(configuration[field])) throw refused(`${field} must be one of ${known.join(", ")}`);
  };
  oneOf("architecture", ARCHITECTURES);
  oneOf("activations", ACTIVATIONS);
  for (const [field, [min, max]] of Object.entries(SIZE_RANGES)) {
    const size = configuration[field as keyof typeof SIZE_RANGES];
    if (!Number.isInteger(size) || size < min || size > max) {
      throw refused(`${field} must be a whole number from ${min} to ${max}`);
    }
  }
  const { architecture, width, heads, key_value_heads, head_size, epsilon, output_bias } = configuration;
  if (!(typeof epsilon === "number" && epsilon > 0 && epsilon < 1)) throw refused("epsilon must be between 0 and 1");
  if (output_bias !== undefined && typeof output_bias !== "boolean") throw refused("output_bias must be true or false");
  if (heads % key_value_heads !== 0) throw refused("heads must be a multiple of key_value_heads");
  if (head_size % HEAD_UNIT !== 0) throw refused(`head_size must be a multiple of ${HEAD_UNIT}`);
  if (architecture === "gpt2" && (heads * head_size !== width || key_value_heads !== heads)) {
    throw refused("width must be heads times head_size, and key_value_heads be heads, in gpt2");
  }
  checkAdapters(configuration, refused);
  checkTypes(configuration, refused);
  return configuration;
}

/** A rank, or a sum of ranks, that is larger than this is hardly low beside the sizes of models that run on a CPU. */
export const MAX_RANK = 256;

/** More layers of what was taught are hardly meant. */
export const MAX_ADAPTERS = 16;

function checkAdapters(configuration: Configuration, refused: (why: string) => Error): void {
  const adapters = adaptersOf(configuration);
  if (configuration.adapter !== undefined && (adapters.length === 0 || adapters.length > MAX_ADAPTERS)) {
    throw refused(`adapter must be one or a list of 1 to ${MAX_ADAPTERS}`);
  }
  for (const adapter of adapters) checkAdapter(configuration.architecture, adapter, refused);
  const rank = rankOf(adapters);
  if (rank > MAX_RANK) throw refused(`its adapters have the rank ${rank} together, and may have ${MAX_RANK}`);
}

function checkAdapter(architecture: Architecture, adapter: LowRankAdapter, refused: (why: string) => Error): void {
  if (typeof adapter !== "object" || adapter === null) throw refused("adapter must be an object");
  const { rank, scale, matrices, type } = adapter;
  if (!Number.isInteger(rank) || rank < 1 || rank > MAX_RANK) {
    throw refused(`adapter.rank must be a whole number from 1 to ${MAX_RANK}`);
  }
  if (!(typeof scale === "number" && scale > 0 && scale < 1e4)) {
    throw refused("adapter.scale must be between 0 and 10000");
  }
  const known = architectureGraph(architecture).typed;
  const areKnown = Array.isArray(matrices) && matrices.length > 0 && matrices.every((name) => known.includes(name));
  if (!areKnown || new Set(matrices).size < matrices.length) {
    throw refused(`adapter.matrices must be a list of some of ${known.join(", ")}`);
  }
  if (blockFormat(type) !== undefined || !WEIGHT_TYPES.includes(type)) {
    throw refused("adapter.type must be one of F32, F16, BF16");
  }
}

function checkTypes(configuration: Configuration, refused: (why: string) => Error): void {
  const { architecture, layers, types } = configuration;
  if (typeof types !== "object" || types === null) throw refused("types must be an object");
  const typed = architectureGraph(architecture).typed;
  for (const name of ["embedding", ...typed]) {
    if (!Object.hasOwn(types, name)) throw refused(`types lacks ${name}`);
  }
  for (const [name, type] of Object.entries(types)) {
    const isList = Array.isArray(type) && typed.includes(name) && type.length === layers;
    const isKnown = (one: unknown) => WEIGHT_TYPES.includes(one as WeightType);
    if (![...ONCE, ...typed].includes(name)) throw refused(`types has ${JSON.stringify(name.slice(0, 100))}`);
    if (isList ? !type.every(isKnown) : !isKnown(type)) {
      throw refused(`types.${name} must be one of ${WEIGHT_TYPES.join(", ")}, or a list of one a layer`);
    }
  }
  for (const { name, type, columns } of layOut(configuration).matrices) {
    const block = blockFormat(type)?.block ?? 1;
    if (columns % block !== 0) throw refused(`${name} has rows of ${columns}, and blocks of ${block}`);
  }
}

/** The matrices that a model has once; without one of its own, the output's is the embedding. */
const ONCE = ["embedding", "output"];
