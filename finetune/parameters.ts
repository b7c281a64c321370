import type { LearnedFolder } from "../codec/folder/read.ts";
import { FOR_FINE_TUNING } from "../codec/folder/learned_manifest.ts";
import { RefusedError } from "../errors.ts";
import { WEIGHTS } from "../runtime/session.ts";
import { isRecord } from "../runtime/json.ts";

/** The parts that fine-tuning may move: the rate adapter alone, or everything. */
export const PARTS = ["adapter", "all"] as const;
export type Part = typeof PARTS[number];

/** The names of the rate adapter's parameters begin so. */
const ADAPTER = "codec.adapter.";

/** A parameter: where it lies in weights.bin and in the vector of all parameters. */
export interface Slot {
  readonly name: string;
  /** As it is stored. */
  readonly shape: readonly number[];
  /** Its first byte in weights.bin. */
  readonly offset: number;
  /** Its first value in the vector, and how many it has. */
  readonly at: number;
  readonly length: number;
}

/** A codec's parameters as one vector: matrices that are trained, then vectors that are trained, then all that stay. */
export interface ParameterTable {
  readonly slots: readonly Slot[];
  /** Values before this one take part in weight decay. */
  readonly decayed: number;
  /** Values before this one are trained. */
  readonly trained: number;
  readonly length: number;
}

/**
 * Finds where a codec's parameters lie, from the `tensors` of its codec.json.
 * @throws {RefusedError} if the codec was exported without the files for fine-tuning, or if those of its
 * parameters cannot be.
 */
export function parameterTable({ path, manifest, files }: LearnedFolder, part: Part): ParameterTable {
  const { tensors } = manifest;
  const missing = FOR_FINE_TUNING.find((name) => !files.has(name));
  if (missing !== undefined || !isRecord(tensors)) {
    throw new RefusedError(
      `Cannot fine-tune the codec ${path}: it lacks ${
        missing ?? 'the "tensors" of codec.json'
      }, so it was exported without what fine-tuning needs`,
    );
  }
  const bytes = files.get(WEIGHTS)!.length;
  const entries = Object.entries(tensors).map(([name, value]) => {
    const { offset, shape } = isRecord(value) ? value : {};
    if (!isWhole(offset) || offset % 2 !== 0 || !Array.isArray(shape) || !shape.every(isWhole)) {
      throw createRefusal(path, name, "its offset must be an even number and its shape a list of whole numbers");
    }
    const length = shape.reduce((product: number, axis) => product * axis, 1);
    if (length < 1 || offset + 2 * length > bytes) throw createRefusal(path, name, "it lies outside weights.bin");
    return { name, offset, shape, length };
  });
  const byOffset = entries.toSorted((a, b) => a.offset - b.offset);
  byOffset.forEach(({ name, offset }, i) => {
    const before = byOffset[i - 1];
    if (before && before.offset + 2 * before.length > offset) {
      throw createRefusal(path, name, `it overlaps ${before.name}`);
    }
  });
  const isTrained = ({ name }: { name: string }) => part === "all" || name.startsWith(ADAPTER);
  const groups = [
    entries.filter((entry) => isTrained(entry) && entry.shape.length > 1),
    entries.filter((entry) => isTrained(entry) && entry.shape.length <= 1),
    entries.filter((entry) => !isTrained(entry)),
  ];
  let at = 0;
  const slots: Slot[] = [];
  const [decayed, trained, length] = groups.map((group) => {
    for (const entry of group) slots.push({ ...entry, at: (at += entry.length) - entry.length });
    return at;
  }) as [number, number, number];
  if (trained === 0) throw new RefusedError(`Cannot fine-tune the codec ${path}: it has no parameter to train`);
  return { slots, decayed, trained, length };
}

/** The parameters of a weights.bin, in single precision. */
export function readParameters(weights: Uint8Array, table: ParameterTable): Float32Array<ArrayBuffer> {
  const values = new Float32Array(table.length);
  for (const { offset, at, length } of table.slots) values.set(viewHalves(weights, offset, length), at);
  return values;
}

/**
 * A weights.bin like the given one, with other values of its parameters, rounded to half precision.
 * @throws {RangeError} if a value is none that half precision has.
 */
export function writeParameters(
  weights: Uint8Array,
  table: ParameterTable,
  values: Float32Array,
): Uint8Array<ArrayBuffer> {
  const written = new Uint8Array(weights);
  for (const { name, offset, at, length } of table.slots) {
    const stored = viewHalves(written, offset, length);
    stored.set(values.subarray(at, at + length));
    if (!stored.every(Number.isFinite)) throw new RangeError(`The parameter ${name} has left the range of float16`);
  }
  return written;
}

function viewHalves(bytes: Uint8Array, offset: number, length: number): Float16Array {
  return new Float16Array(bytes.buffer, bytes.byteOffset + offset, length);
}

function createRefusal(path: string, name: string, why: string): RefusedError {
  return new RefusedError(`Cannot fine-tune the codec ${path}: its parameter ${name} cannot be so: ${why}`);
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
