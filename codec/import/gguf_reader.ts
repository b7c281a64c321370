import type { GgufValue } from "./gguf.ts";
import type { SourceFile } from "./source_file.ts";

/** So much of the file is read at once. */
const CHUNK_BYTES = 2 ** 20;

/** The head of a file, vocabulary and merges included, takes a few megabytes. */
const MAX_HEAD_BYTES = 2 ** 27;

/** Names of keys and tensors are short. */
const MAX_NAME_BYTES = 256;

/** All that is kept of the metadata together; the vocabulary and the merges are the most of it. */
const MAX_VALUES = 2_000_000;

/** GGUF's numbers of the types of metadata. */
const [U8, I8, U16, I16, U32, I32, F32, BOOL, TEXT, LIST, U64, I64, F64] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

/** Reads the head of a GGUF file from front to end. Nothing is allocated that the file is too short to fill. */
export class GgufReader {
  #chunk = new DataView(new ArrayBuffer(0));
  /** Where in the file the chunk begins. */
  #begin = 0;
  #values = 0;
  at = 0;

  constructor(private readonly file: SourceFile) {}

  u32(): number {
    return (this.#take(4)).getUint32(0, true);
  }

  /** A whole number of 64 bits, which must be exact in JavaScript. */
  u64(): number {
    const value = (this.#take(8)).getBigUint64(0, true);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw this.file.refused(`it has the absurd number ${value}`);
    return Number(value);
  }

  /** A number of things, of which there may be `max`. */
  count(what: string, max: number): number {
    const count = this.u64();
    if (count > max) throw this.file.refused(`it has ${count} ${what}, and may have ${max}`);
    return count;
  }

  ascii(length: number): string {
    const view = this.#take(length);
    return String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset, length));
  }

  /** The name of a key or a tensor. */
  name(): string {
    return this.#text(MAX_NAME_BYTES);
  }

  /** The value of a key: its type, then the value itself. */
  value(key: string): GgufValue {
    const type = this.u32();
    if (type !== LIST) return this.#single(type, key);
    const element = this.u32();
    if (element === LIST) throw this.file.refused(`its key ${key} holds lists of lists`);
    const count = this.count(`values of the key ${key}`, MAX_VALUES - this.#values);
    const list: (number | boolean | string)[] = [];
    for (let i = 0; i < count; i++) list.push(this.#single(element, key));
    return list;
  }

  #single(type: number, key: string): number | boolean | string {
    this.#values++;
    switch (type) {
      case U8:
        return (this.#take(1)).getUint8(0);
      case I8:
        return (this.#take(1)).getInt8(0);
      case U16:
        return (this.#take(2)).getUint16(0, true);
      case I16:
        return (this.#take(2)).getInt16(0, true);
      case U32:
        return this.u32();
      case I32:
        return (this.#take(4)).getInt32(0, true);
      case F32:
        return (this.#take(4)).getFloat32(0, true);
      case BOOL:
        return (this.#take(1)).getUint8(0) !== 0;
      case TEXT:
        return this.#text(MAX_HEAD_BYTES);
      case U64:
        return this.u64();
      case I64:
        return Number((this.#take(8)).getBigInt64(0, true));
      case F64:
        return (this.#take(8)).getFloat64(0, true);
      default:
        throw this.file.refused(`its key ${key} has a value of the unknown type ${type}`);
    }
  }

  #text(max: number): string {
    const length = this.u64();
    if (length > max) throw this.file.refused(`it has a text of ${length} bytes where there may be ${max}`);
    return utf8.decode(this.#take(length));
  }

  /** The next bytes of the file, whose end they must not cross. */
  #take(length: number): DataView {
    if (this.at + length > MAX_HEAD_BYTES) throw this.file.refused(`its head has more than ${MAX_HEAD_BYTES} bytes`);
    if (this.at + length > this.#begin + this.#chunk.byteLength) {
      if (this.at + length > this.file.size) throw this.file.refused("it ends too early");
      const bytes = this.file.read(this.at, Math.min(Math.max(length, CHUNK_BYTES), this.file.size - this.at));
      this.#chunk = new DataView(bytes.buffer);
      this.#begin = this.at;
    }
    const view = new DataView(this.#chunk.buffer, this.at - this.#begin, length);
    this.at += length;
    return view;
  }
}

const utf8 = new TextDecoder();
