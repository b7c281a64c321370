import { RefusedError } from "../../errors.ts";

/** The kinds of codec, and the structure of each one's language model. Nothing but names hangs on the kind: what differs is in the graphs. */
export const STRUCTURES = { bart: "encoder-decoder", gpt2: "decoder-only" } as const;

/** What `codec.json` says of a codec. Every figure in it was measured by the recipe that wrote it. */
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
  /** How it was trained: sources, tokens seen, hours, links. */
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

/** The files that every codec folder must have. */
export const REQUIRED = [
  "tokenizer.json",
  "encoder.onnx",
  "adapter_tx.onnx",
  "adapter_rx.onnx",
  "decoder.onnx",
  "weights.bin",
];

/** The files that a codec folder may have: only fine-tuning reads them. */
export const FOR_FINE_TUNING = ["training_model.onnx", "optimizer_model.onnx", "eval_model.onnx"];

/** codec.json itself may have no more bytes than this. */
export const MOST_MANIFEST_BYTES = 2 ** 20;

/** Vocabularies of GPT-2 and BART have about 50,000 tokens. */
const MOST_VOCABULARY = 100_000;
const MOST_TOKENIZER_BYTES = 2 ** 22;
const MOST_DEPTH = 10;
const MOST_GRAPH_BYTES = 2 ** 22;
const MOST_TRAINING_GRAPH_BYTES = 2 ** 24;
const MOST_WEIGHTS_BYTES = 2 ** 31;

/** How many bytes a file of a codec folder may have. The tokenizer's depend on how many tokens it knows. */
function mostBytes(name: string, vocabulary: number): number {
  if (name === "weights.bin") return MOST_WEIGHTS_BYTES;
  if (name === "tokenizer.json") return Math.min(MOST_TOKENIZER_BYTES, 2 ** 16 + 128 * vocabulary);
  return FOR_FINE_TUNING.includes(name) ? MOST_TRAINING_GRAPH_BYTES : MOST_GRAPH_BYTES;
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
    throw refused(`it is not JSON: ${(error as Error).message}`);
  }
  if (typeof manifest !== "object" || manifest === null) throw refused("it is not an object");
  if (isDeeper(manifest, MOST_DEPTH)) throw refused(`it is nested more than ${MOST_DEPTH} deep`);
  if (manifest.schema !== 1) throw refused(`schema is not 1, and this version of semcom reads no other`);
  if (!Object.keys(STRUCTURES).includes(manifest.kind)) throw refused("kind must be bart or gpt2");
  for (const field of ["name", "version"] as const) {
    if (typeof manifest[field] !== "string" || !PLAIN_NAME.test(manifest[field])) {
      throw refused(`${field} must be a string of letters, digits, dots, dashes and underscores`);
    }
  }
  if (typeof manifest.licence !== "string") throw refused("licence must be a string");
  for (const [field, least, most] of RANGES) {
    const value = manifest[field];
    if (!Number.isInteger(value) || value < least || value > most) {
      throw refused(`${field} must be a whole number from ${least} to ${most}`);
    }
  }
  if (!isObject(manifest.parameters) || !isObject(manifest.training) || !isObject(manifest.files)) {
    throw refused("parameters, training and files must be objects");
  }
  for (const field of ["bos", "pad"] as const) {
    if (manifest[field] >= manifest.vocabulary) throw refused(`${field} must be a token of the vocabulary`);
  }
  for (const field of ["total", "embedding"] as const) {
    if (!Number.isSafeInteger(manifest.parameters[field]) || manifest.parameters[field] < 0) {
      throw refused(`parameters.${field} must be a whole number`);
    }
  }
  for (const [name, entry] of Object.entries(manifest.files)) checkEntry(name, entry, manifest.vocabulary);
  const missing = REQUIRED.find((name) => !Object.hasOwn(manifest.files, name));
  if (missing !== undefined) throw refused(`files lacks ${missing}`);
  return manifest;
}

const RANGES = [
  ["vocabulary", 257, MOST_VOCABULARY],
  ["d", 8, 16_384],
  ["max_tokens", 4, 65_536],
  ["max_uses", 1, 1024],
  ["bos", 0, MOST_VOCABULARY],
  ["pad", 0, MOST_VOCABULARY],
] as const;

/** A name that is safe in a path and on a terminal. */
const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

function checkEntry(name: string, entry: FileEntry, vocabulary: number): void {
  if (!PLAIN_NAME.test(name)) throw refused(`${JSON.stringify(name.slice(0, 100))} is no plain file name`);
  if (!REQUIRED.includes(name) && !FOR_FINE_TUNING.includes(name)) throw refused(`no codec has a file ${name}`);
  const most = mostBytes(name, vocabulary);
  if (!isObject(entry) || !Number.isInteger(entry.bytes) || entry.bytes < 0 || entry.bytes > most) {
    throw refused(`files.${name}.bytes must be a whole number from 0 to ${most}`);
  }
  if (typeof entry.sha256 !== "string" || !/^[0-9a-f]{64}$/.test(entry.sha256)) {
    throw refused(`files.${name}.sha256 must be 64 hexadecimal digits`);
  }
}

/** Whether there are more than `levels` levels of objects and arrays: whoever walks through them may run out of stack. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refused(why: string): RefusedError {
  return new RefusedError(`Cannot use codec.json: ${why}`);
}
