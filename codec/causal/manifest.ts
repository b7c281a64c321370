import { RefusedError } from "../../errors.ts";
import type { Configuration } from "./configuration.ts";
import { graphNames, layOut } from "./graphs.ts";
import { parseConfiguration } from "./parse_configuration.ts";

/** A file of a codec folder, as it must be found. */
export interface FileEntry {
  readonly bytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/** Where a codec's weights come from, and how they were imported. Nothing hangs on it. */
export interface Provenance {
  /** The name that the model has where it comes from. */
  readonly title?: string;
  readonly source: readonly ({ readonly name: string } & FileEntry)[];
  readonly command: string;
  /**
   * The matrices whose numbers a codec's types do not hold exactly, by their types before: the root mean square of the
   * error as a part of the numbers' own.
   */
  readonly rounded?: Readonly<Record<string, number>>;
}

/** The `codec.json` of a codec that is a causal language model. */
export interface CausalManifest {
  /** Version of this format. */
  readonly schema: 1;
  readonly kind: "causal";
  readonly name: string;
  readonly version: string;
  /** Its graphs and the sizes of its weights files follow from this. */
  readonly configuration: Configuration;
  /** The tokens that the model has read before a message. */
  readonly prompt: readonly number[];
  /** The token that ends a message, which no message may hold: a special one, or that of a line's end. */
  readonly end: number;
  readonly parameters: { readonly total: number; readonly embedding: number };
  readonly licence: string;
  readonly provenance: Provenance;
  /** Measured figures, if someone wrote them. */
  readonly figures?: Readonly<Record<string, unknown>>;
  /** Every other file of the folder. */
  readonly files: Readonly<Record<string, FileEntry>>;
}

/** The texts that a folder may have for readers. */
export const NOTICES: readonly string[] = ["LICENSE", "NOTICE"];

export const TOKENIZER = "tokenizer.json";

/** For each token a merge or several; what a tokenizer.json may have of both. */
export const MERGES_PER_TOKEN = 3;

const MAX_TOKENIZER_BYTES = 2 ** 26;
const MAX_GRAPH_BYTES = 2 ** 24;
const MAX_NOTICE_BYTES = 2 ** 16;
const MAX_PROMPT = 1024;
const MAX_DEPTH = 10;

/** A name that is safe in a path and on a terminal. */
const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/**
 * Reads the text of the `codec.json` of a causal codec. Its weights files must have exactly the sizes that its
 * configuration needs, so that no configuration asks for more memory than the folder has bytes.
 * @throws {RefusedError} naming the first field that is missing or out of range.
 */
export function parseCausalManifest(json: string): CausalManifest {
  let manifest: CausalManifest;
  try {
    manifest = JSON.parse(json);
  } catch (error) {
    throw refused(`it is not JSON: ${(error as Error).message}`);
  }
  if (!isObject(manifest)) throw refused("it is not an object");
  if (isDeeper(manifest, MAX_DEPTH)) throw refused(`it is nested more than ${MAX_DEPTH} deep`);
  if (manifest.schema !== 1) throw refused("schema is not 1, and this version of semcom reads no other");
  if (manifest.kind !== "causal") throw refused("kind must be causal");
  for (const field of ["name", "version"] as const) {
    if (typeof manifest[field] !== "string" || !PLAIN_NAME.test(manifest[field])) {
      throw refused(`${field} must be a string of letters, digits, dots, dashes and underscores`);
    }
  }
  if (typeof manifest.licence !== "string") throw refused("licence must be a string");
  for (const field of ["provenance", "parameters", "files"] as const) {
    if (!isObject(manifest[field])) throw refused(`${field} must be an object`);
  }
  for (const field of ["total", "embedding"] as const) {
    if (!isNatural(manifest.parameters[field])) throw refused(`parameters.${field} must be a whole number`);
  }
  const configuration = parseConfiguration(manifest.configuration, refused);
  checkTokens(manifest, configuration);
  checkFiles(manifest.files, configuration);
  return manifest;
}

function checkTokens({ prompt, end }: CausalManifest, { vocabulary, context }: Configuration): void {
  const isToken = (id: unknown) => isNatural(id) && id < vocabulary;
  const max = Math.min(MAX_PROMPT, context / 2);
  if (!Array.isArray(prompt) || prompt.length < 1 || prompt.length > max || !prompt.every(isToken)) {
    throw refused(`prompt must be a list of 1 to ${max} tokens of the vocabulary`);
  }
  if (!isToken(end)) throw refused("end must be a token of the vocabulary");
}

function checkFiles(files: CausalManifest["files"], configuration: Configuration): void {
  const weights = layOut(configuration).files;
  const graphs = graphNames(configuration);
  for (const [name, entry] of Object.entries(files)) {
    if (!isObject(entry) || typeof entry.sha256 !== "string" || !/^[0-9a-f]{64}$/.test(entry.sha256)) {
      throw refused(`files.${shown(name)}.sha256 must be 64 hexadecimal digits`);
    }
    const exactly = weights.get(name);
    if (exactly !== undefined && entry.bytes !== exactly) {
      throw refused(`files.${name}.bytes must be ${exactly}, which is what its configuration needs`);
    }
    const max = exactly ?? (graphs.includes(name) ? MAX_GRAPH_BYTES : maxBytes(name)) ??
      refuse(`a causal codec has no file ${shown(name)}`);
    if (!isNatural(entry.bytes) || entry.bytes > max) {
      throw refused(`files.${name}.bytes must be a whole number from 0 to ${max}`);
    }
  }
  const missing = [TOKENIZER, ...graphs, ...weights.keys()].find((name) => !Object.hasOwn(files, name));
  if (missing !== undefined) throw refused(`files lacks ${missing}`);
}

function maxBytes(name: string): number | undefined {
  if (name === TOKENIZER) return MAX_TOKENIZER_BYTES;
  return NOTICES.includes(name) ? MAX_NOTICE_BYTES : undefined;
}

/** Tells if there are more than `levels` levels of objects and lists: whoever walks through them may run out of stack. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

function isNatural(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 100));
}

function refuse(why: string): never {
  throw refused(why);
}

function refused(why: string): RefusedError {
  return new RefusedError(`Cannot use codec.json: ${why}`);
}
