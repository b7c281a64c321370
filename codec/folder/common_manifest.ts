import { RefusedError } from "../../errors.ts";
import { isRecord, parseJson } from "../../runtime/json.ts";

/** The part of a `codec.json` that codecs of all kinds have. */
export interface CommonManifest {
  /** Version of this format. */
  readonly schema: 1;
  readonly name: string;
  readonly version: string;
  readonly kind: string;
  readonly parameters: { readonly total: number; readonly embedding: number };
  readonly licence: string;
  /** Tokens in a word of ordinary English text, if someone has counted: a rate can then be given a word. */
  readonly tokens_per_word?: number;
  /** Figures that were measured, if someone wrote them. */
  readonly figures?: Readonly<Record<string, unknown>>;
  /** Every other file of the folder. */
  readonly files: Readonly<Record<string, FileEntry>>;
}

/** A file of a codec folder, as it must be found. */
export interface FileEntry {
  readonly bytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/** The bytes that each file may have, or must. */
export type FileSizes = ReadonlyMap<string, { readonly max: number; readonly exactly?: number }>;

const MAX_DEPTH = 10;

/** A name that is safe in a path and on a terminal. */
export const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/**
 * Reads the part of a `codec.json` that all have; the entries of its files are checked by {@linkcode checkFiles}.
 * @throws {RefusedError} naming the first field that is missing or out of range.
 */
export function parseCommon(json: string): CommonManifest {
  let manifest: CommonManifest;
  try {
    manifest = parseJson(json, MAX_DEPTH) as CommonManifest;
  } catch (error) {
    throw refused(error instanceof SyntaxError ? `it is not JSON: ${error.message}` : (error as Error).message);
  }
  if (!isRecord(manifest)) throw refused("it is not an object");
  if (manifest.schema !== 1) throw refused("schema is not 1, and this version of semcom reads no other");
  for (const field of ["name", "version"] as const) {
    if (typeof manifest[field] !== "string" || !PLAIN_NAME.test(manifest[field])) {
      throw refused(`${field} must be a string of letters, digits, dots, dashes and underscores`);
    }
  }
  if (typeof manifest.licence !== "string") throw refused("licence must be a string");
  const { tokens_per_word: words = 1 } = manifest;
  if (!(typeof words === "number" && words >= 0.1 && words <= 100)) {
    throw refused("tokens_per_word must be a number from 0.1 to 100");
  }
  for (const field of ["parameters", "files"] as const) {
    if (!isRecord(manifest[field])) throw refused(`${field} must be an object`);
  }
  for (const field of ["total", "embedding"] as const) {
    if (!isNatural(manifest.parameters[field])) throw refused(`parameters.${field} must be a whole number`);
  }
  return manifest;
}

/**
 * Checks that a folder has the files that it needs, and no others.
 * @param sizes The files that it may have.
 * @param required The files that it must have.
 * @throws {RefusedError} naming the first that is missing, unknown or too large.
 */
export function checkFiles(files: CommonManifest["files"], sizes: FileSizes, required: readonly string[]): void {
  for (const [name, entry] of Object.entries(files)) {
    if (!PLAIN_NAME.test(name)) throw refused(`${shown(name)} is no plain file name`);
    const size = sizes.get(name);
    if (size === undefined) throw refused(`no codec of its kind has a file ${name}`);
    const { max, exactly } = size;
    if (!isRecord(entry) || !isNatural(entry.bytes) || entry.bytes > max) {
      throw refused(`files.${name}.bytes must be a whole number from 0 to ${max}`);
    }
    if (exactly !== undefined && entry.bytes !== exactly) {
      throw refused(`files.${name}.bytes must be ${exactly}, which is what its configuration needs`);
    }
    if (typeof entry.sha256 !== "string" || !/^[0-9a-f]{64}$/.test(entry.sha256)) {
      throw refused(`files.${name}.sha256 must be 64 hexadecimal digits`);
    }
  }
  const missing = required.find((name) => !Object.hasOwn(files, name));
  if (missing !== undefined) throw refused(`files lacks ${missing}`);
}

/** The error that says what is wrong with a codec.json. */
export function refused(why: string): RefusedError {
  return new RefusedError(`Cannot use codec.json: ${why}`);
}

function isNatural(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 100));
}
