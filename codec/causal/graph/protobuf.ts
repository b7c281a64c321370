/**
 * Writes a protobuf message (https://protobuf.dev/programming-guides/encoding), field by field: the same calls give the
 * same bytes.
 */
export class MessageWriter {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  /** A whole number of at most 53 bits, not below zero. */
  integer(field: number, value: number): this {
    return this.#push(varint(field * 8), varint(value));
  }

  /** A number of 32-bit floating point. */
  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.#push(varint(field * 8 + 5), bytes);
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  bytes(field: number, value: Uint8Array): this {
    return this.#push(varint(field * 8 + 2), varint(value.length), value);
  }

  message(field: number, message: MessageWriter): this {
    return this.bytes(field, message.finish());
  }

  /** The bytes of the whole message. */
  finish(): Uint8Array<ArrayBuffer> {
    const all = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  #push(...parts: Uint8Array[]): this {
    for (const part of parts) {
      this.#parts.push(part);
      this.#length += part.length;
    }
    return this;
  }
}

function varint(value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`${value} is no whole number for a protobuf field`);
  }
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push(rest % 128 + 128);
  return Uint8Array.of(...bytes, rest);
}
