import { RefusedError } from "../../errors.ts";
import { isRecord } from "../../runtime/json.ts";
import { WEIGHTS } from "../../runtime/session.ts";

/** The kinds of learned codec, and the structure of each one's language model. Nothing but names hangs on the kind: the graphs differ. */
export const STRUCTURES = { bart: "encoder-decoder", gpt2: "decoder-only" } as const;

/** The contents of `codec.json`. Every figure in it was measured by the recipe that wrote it. */
export interface Manifest {
  /** Version of this format. */
  readonly schema: 1;
  readonly name: string;
  readonly version: string;
  readonly kind: keyof typeof STRUCTURES;
  /** Number of tokens that the tokenizer knows. */
  readonly vocabulary: number;
  /** Width of a token's features. */
  readonly d: number;
  /** The longest segment, in tokens. */
  readonly max_tokens: number;
  /** The most channel uses a token may have; twice as many real coordinates. */
  readonly max_uses: number;
  /** The token that stands before the first one. */
  readonly bos: number;
  /** The token that fills a batch's shorter rows. */
  readonly pad: number;
  readonly parameters: { readonly total: number; readonly embedding: number };
  readonly licence: string;
  /** Its training: sources, tokens seen, hours, links. */
  readonly training: Readonly<Record<string, unknown>>;
  /** Measured fidelity, if the recipe wrote it. */
  readonly figures?: Readonly<Record<string, unknown>>;
  /** Where each parameter lies in weights.bin, for fine-tuning: checked where it is used (finetune/parameters.ts). */
  readonly tensors?: unknown;
  /** Every other file of the folder. */
  readonly files: Readonly<Record<string, FileEntry>>;
}

/** A file of a codec folder, as it must be found. */
export interface FileEntry {
  readonly bytes: number;
  readonly sha256: string;
}

/** The file that names all others of a codec folder. */
export const MANIFEST = "codec.json";

/** The files that every codec folder must have. */
const REQUIRED = [
  "tokenizer.json",
  "encoder.onnx",
  "adapter_tx.onnx",
  "adapter_rx.onnx",
  "decoder.onnx",
  WEIGHTS,
];

/** The files that a codec folder may have: only fine-tuning reads them. */
export const FOR_FINE_TUNING = ["training_model.onnx", "optimizer_model.onnx", "eval_model.onnx"];

/** codec.json itself may have no more bytes than this. */
export const MAX_MANIFEST_BYTES = 2 ** 20;

/** Vocabularies of GPT-2 and BART have about 50,000 tokens. */
const MAX_VOCABULARY = 100_000;
const MAX_TOKENIZER_BYTES = 2 ** 22;
const MAX_DEPTH = 10;
const MAX_GRAPH_BYTES = 2 ** 22;
const MAX_TRAINING_GRAPH_BYTES = 2 ** 24;
const MAX_WEIGHTS_BYTES = 2 ** 31;

/** Limits the bytes of a file of a codec folder. The tokenizer's depend on how many tokens it knows. */
function maxBytes(name: string, vocabulary: number): number {
  if (name === WEIGHTS) return MAX_WEIGHTS_BYTES;
  if (name === "tokenizer.json") return Math.min(MAX_TOKENIZER_BYTES, 2 ** 16 + 128 * vocabulary);
  return FOR_FINE_TUNING.includes(name) ? MAX_TRAINING_GRAPH_BYTES : MAX_GRAPH_BYTES;
}

/**
 * Reads the text of a `codec.json`.
 * @throws {RefusedError} naming the first field that is missing or out of range.
 */
export function parseManifest(json: string): Manifest {
  let manifest: Manifest;
  try {
    manifest = JSON.parse(json);
  } catch (error) {
    throw createRefusal(`it is not JSON: ${(error as Error).message}`);
  }
  if (typeof manifest !== "object" || manifest === null) throw createRefusal("it is not an object");
  if (isDeeper(manifest, MAX_DEPTH)) throw createRefusal(`it is nested more than ${MAX_DEPTH} deep`);
  if (manifest.schema !== 1) throw createRefusal(`schema is not 1, and this version of semcom reads no other`);
  if (!Object.keys(STRUCTURES).includes(manifest.kind)) throw createRefusal("kind must be bart or gpt2");
  for (const field of ["name", "version"] as const) {
    if (typeof manifest[field] !== "string" || !PLAIN_NAME.test(manifest[field])) {
      throw createRefusal(`${field} must be a string of letters, digits, dots, dashes and underscores`);
    }
  }
  if (typeof manifest.licence !== "string") throw createRefusal("licence must be a string");
  for (const [field, min, max] of RANGES) {
    const value = manifest[field];
    if (!Number.isInteger(value) || value < min || value > max) {
      throw createRefusal(`${field} must be a whole number from ${min} to ${max}`);
    }
  }
  if (!isRecord(manifest.parameters) || !isRecord(manifest.training) || !isRecord(manifest.files)) {
    throw createRefusal("parameters, training and files must be objects");
  }
  for (const field of ["bos", "pad"] as const) {
    if (manifest[field] >= manifest.vocabulary) throw createRefusal(`${field} must be a token of the vocabulary`);
  }
  for (const field of ["total", "embedding"] as const) {
    if (!Number.isSafeInteger(manifest.parameters[field]) || manifest.parameters[field] < 0) {
      throw createRefusal(`parameters.${field} must be a whole number`);
    }
  }
  for (const [name, entry] of Object.entries(manifest.files)) checkEntry(name, entry, manifest.vocabulary);
  const missing = REQUIRED.find((name) => !Object.hasOwn(manifest.files, name));
  if (missing !== undefined) throw createRefusal(`files lacks ${missing}`);
  return manifest;
}

const RANGES = [
  ["vocabulary", 257, MAX_VOCABULARY],
  ["d", 8, 16_384],
  ["max_tokens", 4, 65_536],
  ["max_uses", 1, 1024],
  ["bos", 0, MAX_VOCABULARY],
  ["pad", 0, MAX_VOCABULARY],
] as const;

/** A name that is safe in a path and on a terminal. */
const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

function checkEntry(name: string, entry: FileEntry, vocabulary: number): void {
  if (!PLAIN_NAME.test(name)) throw createRefusal(`${JSON.stringify(name.slice(0, 100))} is no plain file name`);
  if (!REQUIRED.includes(name) && !FOR_FINE_TUNING.includes(name)) throw createRefusal(`no codec has a file ${name}`);
  const max = maxBytes(name, vocabulary);
  if (!isRecord(entry) || !Number.isInteger(entry.bytes) || entry.bytes < 0 || entry.bytes > max) {
    throw createRefusal(`files.${name}.bytes must be a whole number from 0 to ${max}`);
  }
  if (typeof entry.sha256 !== "string" || !/^[0-9a-f]{64}$/.test(entry.sha256)) {
    throw createRefusal(`files.${name}.sha256 must be 64 hexadecimal digits`);
  }
}

/** True where there are more than `levels` levels of objects and arrays: whoever walks through them may run out of stack. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

function createRefusal(why: string): RefusedError {
  return new RefusedError(`Cannot use codec.json: ${why}`);
}
