/** Content of a field of a protobuf message: a whole number, text, bytes, or a message of fields. */
export type FieldValue = number | bigint | string | Uint8Array | Fields;

/** Fields by number; a list is a repeated field. */
export interface Fields {
  readonly [number: number]: FieldValue | readonly FieldValue[];
}

/** The bytes of a protobuf message, so that tests can make models that no exporter makes. */
export function protobuf(fields: Fields): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  for (const [number, values] of Object.entries(fields)) {
    for (const value of isList(values) ? values : [values]) {
      if (typeof value === "number" || typeof value === "bigint") {
        parts.push(varint(Number(number) * 8), varint(value));
        continue;
      }
      const bytes = typeof value === "string"
        ? new TextEncoder().encode(value)
        : value instanceof Uint8Array
        ? value
        : protobuf(value);
      parts.push(varint(Number(number) * 8 + 2), varint(bytes.length), bytes);
    }
  }
  return concatenated(parts);
}

export function varint(value: number | bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Uint8Array.of(...bytes, Number(rest));
}

export function concatenated(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function isList(values: FieldValue | readonly FieldValue[]): values is readonly FieldValue[] {
  return Array.isArray(values);
}
