import type { SourceTensor } from "./checkpoint.ts";
import { refuseOverlaps } from "./overlaps.ts";
import { shown } from "./shown.ts";
import type { SourceFile } from "./source_file.ts";
import { DENSE_TYPES } from "./types/registry.ts";

/** The head lists every tensor in some hundred bytes. */
const MAX_HEAD_BYTES = 2 ** 25;
const LENGTH_BYTES = 8;
const MAX_AXES = 4;

/**
 * The tensors of a safetensors file (https://github.com/huggingface/safetensors): the length of a JSON object, it, and
 * the tensors' bytes one after the other.
 * @param isIgnored Whether a tensor of that name is none of the model's weights, whatever it holds.
 * @throws {RefusedError} if it is damaged, or has a tensor of a type that cannot be imported.
 */
export function readSafetensors(file: SourceFile, isIgnored: (name: string) => boolean): SourceTensor[] {
  if (file.size < LENGTH_BYTES) throw file.refused("it is no safetensors file");
  const length = new DataView(file.read(0, LENGTH_BYTES).buffer).getBigUint64(0, true);
  if (length > MAX_HEAD_BYTES || length > file.size - LENGTH_BYTES) {
    throw file.refused(`it is no safetensors file: its head would have ${length} bytes`);
  }
  const head = parseHead(file.read(LENGTH_BYTES, Number(length)), file);
  const begin = LENGTH_BYTES + Number(length);
  const places = Object.entries(head).filter(([name]) => name !== "__metadata__")
    .map(([name, entry]) => placeOf(name, entry, begin, file));
  refuseOverlaps(places, file);
  // JSON may name a tensor twice, of which one is lost: its bytes are nobody's.
  if (places.reduce((sum, { bytes }) => sum + bytes, begin) !== file.size) {
    throw file.refused("it has bytes that belong to no tensor");
  }
  return places.filter(({ name }) => !isIgnored(name)).map((place) => tensorOf(place, file));
}

function parseHead(bytes: Uint8Array, file: SourceFile): Record<string, unknown> {
  let head: unknown;
  try {
    head = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw file.refused(`its head is no JSON: ${(error as Error).message}`);
  }
  if (typeof head !== "object" || head === null || Array.isArray(head)) {
    throw file.refused("its head is no JSON object");
  }
  return head as Record<string, unknown>;
}

/** A tensor as the head describes it. */
interface Place {
  readonly name: string;
  readonly dtype: unknown;
  readonly shape: unknown;
  /** Where its bytes begin in the file. */
  readonly offset: number;
  readonly bytes: number;
}

/** @param begin Where the tensors' bytes begin in the file. */
function placeOf(name: string, entry: unknown, begin: number, file: SourceFile): Place {
  const { dtype, shape, data_offsets } = (entry ?? {}) as Record<string, unknown>;
  const [from, to] = areNaturals(data_offsets) ? data_offsets : [];
  if (from === undefined || to === undefined || to < from) {
    throw file.refused(`its tensor ${shown(name)} has the absurd place ${shown(data_offsets)}`);
  }
  return { name, dtype, shape, offset: begin + from, bytes: to - from };
}

function tensorOf({ name, dtype, shape, offset, bytes }: Place, file: SourceFile): SourceTensor {
  const type = typeof dtype === "string" ? DENSE_TYPES.get(dtype) : undefined;
  if (type === undefined) {
    const known = [...DENSE_TYPES.keys()].join(", ");
    throw file.refused(`its tensor ${shown(name)} has the type ${shown(dtype)}, and only ${known} can be imported`);
  }
  if (!areNaturals(shape) || shape.length > MAX_AXES || shape.includes(0)) {
    throw file.refused(`its tensor ${shown(name)} has the absurd shape ${shown(shape)}`);
  }
  const needed = shape.reduce((product, axis) => product * axis, type.bytes);
  if (bytes !== needed) {
    throw file.refused(`its tensor ${shown(name)} has ${bytes} bytes, and its shape says ${needed}`);
  }
  return { name, type, shape, read: () => file.read(offset, bytes) };
}

function areNaturals(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((number) => Number.isSafeInteger(number) && number >= 0);
}
