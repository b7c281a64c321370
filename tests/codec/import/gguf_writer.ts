import { concatenated } from "../check/protobuf_writer.ts";

/** GGUF's numbers of the types of metadata. */
export const TYPE = { u8: 0, u32: 4, i32: 5, f32: 6, bool: 7, text: 8, list: 9, u64: 10 } as const;

/** A value of metadata: its type and its bytes. */
export interface Value {
  readonly type: number;
  readonly bytes: Uint8Array;
}

/** A tensor, with what a hostile file says of it instead. */
export interface Tensor {
  readonly name: string;
  /** The longest stride first. */
  readonly shape: readonly (number | bigint)[];
  /** GGUF's number of its type: F32 by default. */
  readonly type?: number;
  readonly bytes: Uint8Array;
  readonly offset?: number | bigint;
  readonly axes?: number;
}

/** The parts of a GGUF file, so that tests can make files that no converter makes. */
export interface Gguf {
  readonly magic?: string;
  readonly version?: number;
  readonly metadata: readonly (readonly [key: string, value: Value])[];
  readonly tensors: readonly Tensor[];
  readonly keyCount?: number | bigint;
  readonly tensorCount?: number | bigint;
  readonly alignment?: number;
}

export const u8 = (value: number): Value => ({ type: TYPE.u8, bytes: Uint8Array.of(value) });
export const u32 = (value: number): Value => ({ type: TYPE.u32, bytes: numbers(new Uint32Array([value])) });
export const f32 = (value: number): Value => ({ type: TYPE.f32, bytes: numbers(new Float32Array([value])) });
export const bool = (value: boolean): Value => ({ type: TYPE.bool, bytes: Uint8Array.of(Number(value)) });
export const text = (value: string): Value => ({ type: TYPE.text, bytes: string(value) });
export const texts = (values: readonly string[]): Value =>
  list(TYPE.text, values.length, concatenated(values.map(string)));

/** A list, whatever its count says. */
export function list(type: number, count: number | bigint, bytes: Uint8Array): Value {
  return { type: TYPE.list, bytes: concatenated([numbers(new Uint32Array([type])), long(count), bytes]) };
}

/** The bytes of a GGUF file. */
export function gguf(
  { magic = "GGUF", version = 3, metadata, tensors, keyCount, tensorCount, alignment = 32 }: Gguf,
): Uint8Array<ArrayBuffer> {
  const head: Uint8Array[] = [
    new TextEncoder().encode(magic),
    numbers(new Uint32Array([version])),
    long(tensorCount ?? tensors.length),
    long(keyCount ?? metadata.length),
  ];
  for (const [key, value] of metadata) head.push(string(key), numbers(new Uint32Array([value.type])), value.bytes);
  const data: Uint8Array[] = [];
  let at = 0;
  for (const { name, shape, type = 0, bytes, offset, axes } of tensors) {
    head.push(string(name), numbers(new Uint32Array([axes ?? shape.length])));
    head.push(...shape.toReversed().map(long), numbers(new Uint32Array([type])), long(offset ?? at));
    const padded = new Uint8Array(Math.ceil(bytes.length / alignment) * alignment);
    padded.set(bytes);
    data.push(padded);
    at += padded.length;
  }
  const bytes = concatenated(head);
  const padding = new Uint8Array(Math.ceil(bytes.length / alignment) * alignment - bytes.length);
  return concatenated([bytes, padding, ...data]);
}

export function string(value: string): Uint8Array {
  const bytes = new TextEncoder().encode(value);
  return concatenated([long(bytes.length), bytes]);
}

export function long(value: number | bigint): Uint8Array {
  return numbers(new BigUint64Array([BigInt.asUintN(64, BigInt(value))]));
}

/** The bytes of numbers, which are little-endian as the machine is. */
export function numbers(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
