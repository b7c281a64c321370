import { createHash } from "node:crypto";
import { isRecord } from "../runtime/json.ts";
import { fillSync, PlainFile } from "../runtime/plain_file.ts";
import type { Identity, Position } from "./checkpoint.ts";

/** The version of the format. */
const SCHEMA = 3;

/** The first line of a file. */
interface StateHeader {
  readonly identity: Identity;
  readonly position: Position;
}

/** A file of a state that was found whole. */
export interface StateFile {
  readonly header: StateHeader;
  /** Fills vectors with what was saved; false, and nothing is filled, where they are not of the lengths that were. */
  readonly fill: (vectors: readonly Float32Array<ArrayBuffer>[]) => boolean;
}

const NEWLINE = 0x0a;
const HASH_BYTES = 32;

/** The parts of a file: a line of JSON, the vectors (float32, as the machine has them), and the SHA-256 of all before it. */
export function encodeState(
  header: StateHeader,
  vectors: readonly Float32Array<ArrayBuffer>[],
): readonly Uint8Array[] {
  const line = new TextEncoder().encode(
    JSON.stringify({
      kind: "semcom finetune",
      schema: SCHEMA,
      ...header,
      lengths: vectors.map(({ length }) => length),
    }) +
      "\n",
  );
  const parts = [line, ...vectors.map(bytesOf)];
  return [...parts, hashOf(parts)];
}

/**
 * Reads a file.
 * @throws {Error} that says what is wrong with it, to stand behind its name.
 */
export function readState(path: string): StateFile {
  const bytes = readAll(path);
  const end = bytes.indexOf(NEWLINE);
  const header = parse(bytes.subarray(0, Math.max(0, end)));
  // Before the hash: an older version had none.
  if (header?.schema !== undefined && header.schema !== SCHEMA) {
    throw new Error(`is of version ${JSON.stringify(header.schema)}, and this version of semcom reads ${SCHEMA}`);
  }
  const content = bytes.subarray(0, Math.max(0, bytes.length - HASH_BYTES));
  if (header === undefined || !equal(hashOf([content]), bytes.subarray(content.length))) throw new Error("is damaged");
  const values = content.subarray(end + 1);
  return {
    header: header as unknown as StateHeader, // whole, and so as it was written
    fill: (vectors) => {
      if (JSON.stringify(header.lengths) !== JSON.stringify(vectors.map(({ length }) => length))) return false;
      let at = 0;
      for (const vector of vectors) bytesOf(vector).set(values.subarray(at, at += vector.byteLength));
      return true;
    },
  };
}

function readAll(path: string): Uint8Array {
  let file: PlainFile;
  try {
    file = PlainFile.open(path, { follow: false });
  } catch (error) {
    throw new Error(`cannot be read: ${(error as Error).message}`);
  }
  using _open = file;
  const bytes = new Uint8Array(file.size);
  if (!fillSync(file, bytes)) throw new Error("became shorter while it was read");
  return bytes;
}

function parse(line: Uint8Array): Record<string, unknown> | undefined {
  try {
    const header: unknown = JSON.parse(new TextDecoder().decode(line));
    return isRecord(header) ? header : undefined;
  } catch {
    return undefined;
  }
}

function hashOf(parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

function bytesOf(vector: Float32Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}
