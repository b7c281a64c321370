/**
 * The bytes of a protobuf message are not one, or hold more fields than any real one. Whoever asked for the message
 * knows what it was and says so.
 */
export class MalformedMessage extends Error {}

/**
 * Largest cost of the fields of a message and of those inside it together, so that no memory bomb hides in a small file:
 * a field costs 1, a message inside another {@linkcode MESSAGE_COST} more. bart-mini's training step, of six layers,
 * takes a fifth of it.
 */
const MAX_COST = 350_000;
const MESSAGE_COST = 8;

/** Names are short, and error messages with them. */
const MAX_TEXT_BYTES = 1000;

const MAX_VARINT_BYTES = 10;

/** The types of fields on the wire: a whole number, bytes with their length before them, 8 bytes and 4 bytes. */
const [INTEGER, FIXED64, BYTES, FIXED32] = [0, 1, 2, 5];

/**
 * A protobuf message (https://protobuf.dev/programming-guides/encoding) cut into its fields; nothing is copied. It is
 * stricter than protobuf asks for, because a stranger's file that two readers read differently is one to refuse: a
 * field that is not expected, occurs twice where once is expected, has another type, or goes on after the end of its
 * message makes it malformed, and so do groups, which no ONNX file has.
 *
 * Whole numbers are 64-bit two's complement, and exact up to 2^53.
 */
export class ProtobufMessage {
  // Field i has the number #numbers[i], and is either the whole number #values[i] or the bytes from there to #ends[i].
  readonly #numbers: number[] = [];
  readonly #types: number[] = [];
  readonly #values: number[] = [];
  readonly #ends: number[] = [];

  private constructor(
    private readonly file: Uint8Array,
    start: number,
    end: number,
    known: readonly number[],
    private readonly budget: { left: number },
  ) {
    const reader = new Reader(file, start, end);
    while (!reader.done) {
      spend(budget, 1);
      const key = reader.varint();
      const number = Math.floor(key / 8);
      if (!known.includes(number)) throw new MalformedMessage(`it has the unknown field ${number}`);
      const type = key % 8;
      this.#numbers.push(number);
      this.#types.push(type);
      const length = type === INTEGER ? 0 : reader.length(type);
      this.#values.push(type === INTEGER ? reader.varint() : reader.at);
      this.#ends.push(reader.skip(length));
    }
  }

  /**
   * The message that a file is.
   * @param known The numbers of the fields that it may have.
   * @throws {MalformedMessage} as all that reads it.
   */
  static read(file: Uint8Array, known: readonly number[]): ProtobufMessage {
    return new ProtobufMessage(file, 0, file.length, known, { left: MAX_COST });
  }

  /** The whole number of a field, or 0 without the field. */
  integer(number: number): number {
    const field = this.#one(number);
    if (field === undefined) return 0;
    return this.#types[field] === INTEGER ? this.#values[field]! : wrongType(number);
  }

  /** All whole numbers of a repeated field, packed or not. */
  integers(number: number): number[] {
    const all: number[] = [];
    for (const field of this.#all(number)) {
      const value = this.#values[field]!;
      if (this.#types[field] === INTEGER) {
        all.push(value);
        continue;
      }
      for (const reader = new Reader(this.file, value, this.#end(field)); !reader.done;) {
        spend(this.budget, 1);
        all.push(reader.varint());
      }
    }
    return all;
  }

  /** The bytes of a field, or undefined without the field. */
  bytes(number: number): Uint8Array | undefined {
    const field = this.#one(number);
    return field === undefined ? undefined : this.#bytes(field);
  }

  /** The 32-bit floating-point number of a field, or 0 without the field. */
  float(number: number): number {
    const field = this.#one(number);
    if (field === undefined) return 0;
    if (this.#types[field] !== FIXED32) wrongType(number);
    return new DataView(this.file.buffer, this.file.byteOffset + this.#values[field]!).getFloat32(0, true);
  }

  /** The text of a field, "" without the field. */
  text(number: number): string {
    const field = this.#one(number);
    return field === undefined ? "" : this.#text(field);
  }

  /** All texts of a repeated field. */
  texts(number: number): string[] {
    return this.#all(number).map((field) => this.#text(field));
  }

  /** The message in a field, which may have the fields `known`, or undefined without the field. */
  message(number: number, known: readonly number[]): ProtobufMessage | undefined {
    const field = this.#one(number);
    return field === undefined ? undefined : this.#message(field, known);
  }

  /** All messages of a repeated field. */
  messages(number: number, known: readonly number[]): ProtobufMessage[] {
    return this.#all(number).map((field) => this.#message(field, known));
  }

  /** Number of times that the message has the field. */
  count(number: number): number {
    return this.#all(number).length;
  }

  #one(number: number): number | undefined {
    const field = this.#numbers.indexOf(number);
    if (field !== this.#numbers.lastIndexOf(number)) throw new MalformedMessage(`it has the field ${number} twice`);
    return field < 0 ? undefined : field;
  }

  #all(number: number): number[] {
    const fields: number[] = [];
    for (let i = this.#numbers.indexOf(number); i >= 0; i = this.#numbers.indexOf(number, i + 1)) fields.push(i);
    return fields;
  }

  #end(field: number): number {
    return this.#types[field] === BYTES ? this.#ends[field]! : wrongType(this.#numbers[field]!);
  }

  #bytes(field: number): Uint8Array {
    return this.file.subarray(this.#values[field], this.#end(field));
  }

  #text(field: number): string {
    const bytes = this.#bytes(field);
    if (bytes.length > MAX_TEXT_BYTES) throw new MalformedMessage(`it has a name of ${bytes.length} bytes`);
    return utf8.decode(bytes);
  }

  #message(field: number, known: readonly number[]): ProtobufMessage {
    spend(this.budget, MESSAGE_COST);
    return new ProtobufMessage(this.file, this.#values[field]!, this.#end(field), known, this.budget);
  }
}

/** Reads a part of a file from front to end, and never past its end. */
class Reader {
  constructor(private readonly file: Uint8Array, public at: number, private readonly end: number) {}

  get done(): boolean {
    return this.at >= this.end;
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    const start = this.at;
    for (let count = 1; count <= MAX_VARINT_BYTES; count++) {
      if (this.done) throw new MalformedMessage("it ends within a number");
      const byte = this.file[this.at++]!;
      value += (byte & 0x7f) * scale;
      scale *= 128;
      if (byte < 0x80) return value <= Number.MAX_SAFE_INTEGER ? value : signed64(this.file.subarray(start, this.at));
    }
    throw new MalformedMessage("it has a number of more than 64 bits");
  }

  /** Bytes of a field of that type here, which is no whole number. */
  length(wireType: number): number {
    switch (wireType) {
      case FIXED64:
        return 8;
      case BYTES:
        return this.varint();
      case FIXED32:
        return 4;
      default:
        throw new MalformedMessage(`it has a field of the unknown type ${wireType}`);
    }
  }

  /** Goes over that many bytes, and returns where they end. */
  skip(length: number): number {
    if (!(length >= 0 && length <= this.end - this.at)) throw new MalformedMessage("it ends within a field");
    return this.at += length;
  }
}

/** The value of a long varint, which is negative if bit 63 is set. */
function signed64(varint: Uint8Array): number {
  return Number(BigInt.asIntN(64, varint.reduceRight((value, byte) => (value << 7n) | BigInt(byte & 0x7f), 0n)));
}

const utf8 = new TextDecoder();

function spend(budget: { left: number }, cost: number): void {
  budget.left -= cost;
  if (budget.left < 0) throw new MalformedMessage("it has more fields than any model of a codec");
}

function wrongType(number: number): never {
  throw new MalformedMessage(`its field ${number} has the wrong type`);
}
