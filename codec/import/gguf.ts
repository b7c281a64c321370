import { GgufReader } from "./gguf_reader.ts";
import { refuseOverlaps } from "./overlaps.ts";
import { shown } from "./shown.ts";
import type { SourceFile } from "./source_file.ts";
import { SOURCE_TYPES } from "./types/registry.ts";

/** The value of a key of a GGUF file's metadata. */
export type GgufValue = number | boolean | string | readonly (number | boolean | string)[];

/** A tensor of a GGUF file. */
export interface GgufTensor {
  readonly name: string;
  readonly type: string;
  /** The longest stride first, as everywhere but in the file. */
  readonly shape: readonly number[];
  /** Where its bytes begin in the file. */
  readonly offset: number;
  readonly bytes: number;
}

/** The head of a GGUF file (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md). */
export interface GgufHeader {
  readonly metadata: ReadonlyMap<string, GgufValue>;
  readonly tensors: ReadonlyMap<string, GgufTensor>;
}

/** GGUF's numbers of the types that are known by name; only those of {@linkcode SOURCE_TYPES} can be imported. */
const TYPE_NAMES = new Map(
  Object.entries({
    F32: 0,
    F16: 1,
    Q4_0: 2,
    Q4_1: 3,
    Q5_0: 6,
    Q5_1: 7,
    Q8_0: 8,
    Q8_1: 9,
    Q2_K: 10,
    Q3_K: 11,
    Q4_K: 12,
    Q5_K: 13,
    Q6_K: 14,
    Q8_K: 15,
    IQ2_XXS: 16,
    IQ2_XS: 17,
    IQ3_XXS: 18,
    IQ1_S: 19,
    IQ4_NL: 20,
    IQ3_S: 21,
    IQ2_S: 22,
    IQ4_XS: 23,
    I8: 24,
    I16: 25,
    I32: 26,
    I64: 27,
    F64: 28,
    IQ1_M: 29,
    BF16: 30,
    TQ1_0: 34,
    TQ2_0: 35,
    MXFP4: 39,
  }).map(([name, number]) => [number, name]),
);

const MAGIC = "GGUF";
const VERSIONS = [2, 3];
const MAX_KEYS = 10_000;
const MAX_TENSORS = 100_000;
const MAX_AXES = 4;
const DEFAULT_ALIGNMENT = 32;
const MAX_ALIGNMENT = 2 ** 20;

/**
 * Reads the head of a GGUF file.
 * @throws {RefusedError} if it is not one, is damaged, or has a tensor of a type that cannot be imported.
 */
export function readGguf(file: SourceFile): GgufHeader {
  const reader = new GgufReader(file);
  if (reader.ascii(4) !== MAGIC) throw file.refused("it is no GGUF file");
  const version = reader.u32();
  if (!VERSIONS.includes(version)) throw file.refused(`its version of GGUF is ${version}, and only 2 and 3 are read`);
  const tensorCount = reader.count("tensors", MAX_TENSORS);
  const keyCount = reader.count("keys", MAX_KEYS);
  const metadata = new Map<string, GgufValue>();
  for (let i = 0; i < keyCount; i++) {
    const key = reader.name();
    if (metadata.has(key)) throw file.refused(`it has the key ${shown(key)} twice`);
    metadata.set(key, reader.value(key));
  }
  const alignment = metadata.get("general.alignment") ?? DEFAULT_ALIGNMENT;
  if (!isPowerOfTwo(alignment) || alignment > MAX_ALIGNMENT) {
    throw file.refused(`its alignment is ${shown(alignment)}, and must be a power of two up to ${MAX_ALIGNMENT}`);
  }
  const described: Omit<GgufTensor, "bytes">[] = [];
  for (let i = 0; i < tensorCount; i++) described.push(readTensor(reader, file));
  const begin = Math.ceil(reader.at / alignment) * alignment;
  const tensors = new Map<string, GgufTensor>();
  for (const tensor of described) {
    if (tensors.has(tensor.name)) throw file.refused(`it has the tensor ${shown(tensor.name)} twice`);
    if (tensor.offset % alignment !== 0) {
      throw file.refused(`its tensor ${shown(tensor.name)} is not aligned: it lies at ${tensor.offset}`);
    }
    tensors.set(tensor.name, { ...tensor, offset: begin + tensor.offset, bytes: bytesOf(tensor, file) });
  }
  refuseOverlaps([...tensors.values()], file);
  return { metadata, tensors };
}

function readTensor(reader: GgufReader, file: SourceFile): Omit<GgufTensor, "bytes"> {
  const name = reader.name();
  const axes = reader.u32();
  if (axes < 1 || axes > MAX_AXES) throw file.refused(`its tensor ${shown(name)} has ${axes} axes`);
  const shape: number[] = [];
  for (let i = 0; i < axes; i++) shape.unshift(reader.u64());
  const number = reader.u32();
  const type = TYPE_NAMES.get(number) ?? `number ${number}`;
  return { name, type, shape, offset: reader.u64() };
}

function bytesOf({ name, type, shape }: Omit<GgufTensor, "bytes">, file: SourceFile): number {
  const known = SOURCE_TYPES.get(type);
  if (known === undefined) {
    throw file.refused(
      `its tensor ${shown(name)} has the type ${type}, and only ${[...SOURCE_TYPES.keys()].join(", ")} can be imported`,
    );
  }
  const elements = shape.reduce((product, axis) => product * axis, 1);
  if (shape.some((axis) => axis < 1) || elements > Number.MAX_SAFE_INTEGER / known.bytes) {
    throw file.refused(`its tensor ${shown(name)} has the absurd shape ${shape.join(" x ")}`);
  }
  if (shape.at(-1)! % known.block !== 0) {
    throw file.refused(
      `its tensor ${shown(name)} has rows of ${shape.at(-1)}, and blocks of ${known.block} of ${type}`,
    );
  }
  return elements / known.block * known.bytes;
}

function isPowerOfTwo(value: GgufValue): value is number {
  return typeof value === "number" && value >= 1 && Number.isInteger(Math.log2(value));
}
