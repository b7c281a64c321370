import { RefusedError } from "../errors.ts";

/** What `codec.json` says of a codec. Every figure in it was measured by the recipe that wrote it. */
export interface Manifest {
  /** Version of this format. */
  readonly schema: 1;
  readonly name: string;
  readonly version: string;
  /** The structure of the language model: encoder-decoder or decoder-only. */
  readonly kind: "bart" | "gpt2";
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

/** Nothing in a codec folder may be larger than this. */
export const MOST_BYTES = 2 ** 31;

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
  if (manifest.schema !== 1) throw refused(`schema is ${manifest.schema}, and this version of semcom reads 1`);
  if (manifest.kind !== "bart" && manifest.kind !== "gpt2") throw refused("kind must be bart or gpt2");
  for (const field of ["name", "version", "licence"] as const) {
    if (typeof manifest[field] !== "string") throw refused(`${field} must be a string`);
  }
  for (const [field, least, most] of RANGES) {
    const value = manifest[field];
    if (!Number.isInteger(value) || value < least || value > most) {
      throw refused(`${field} must be a whole number from ${least} to ${most}`);
    }
  }
  if (!isObject(manifest.parameters) || !isObject(manifest.training) || !isObject(manifest.files)) {
    throw refused("parameters, training and files must be objects");
  }
  for (const [name, entry] of Object.entries(manifest.files)) checkEntry(name, entry);
  const missing = REQUIRED.find((name) => !Object.hasOwn(manifest.files, name));
  if (missing !== undefined) throw refused(`files lacks ${missing}`);
  return manifest;
}

const RANGES = [
  ["vocabulary", 257, 1_000_000],
  ["d", 8, 16_384],
  ["max_tokens", 4, 65_536],
  ["max_uses", 1, 1024],
  ["bos", 0, 1_000_000],
  ["pad", 0, 1_000_000],
] as const;

function checkEntry(name: string, entry: FileEntry): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name)) throw refused(`${JSON.stringify(name)} is no plain file name`);
  if (!isObject(entry) || !Number.isInteger(entry.bytes) || entry.bytes < 0 || entry.bytes > MOST_BYTES) {
    throw refused(`files.${name}.bytes must be a whole number from 0 to ${MOST_BYTES}`);
  }
  if (typeof entry.sha256 !== "string" || !/^[0-9a-f]{64}$/.test(entry.sha256)) {
    throw refused(`files.${name}.sha256 must be 64 hexadecimal digits`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refused(why: string): RefusedError {
  return new RefusedError(`Cannot use codec.json: ${why}`);
}
