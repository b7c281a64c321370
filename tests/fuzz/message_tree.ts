import fc from "fast-check";
import { varint } from "../codec/check/protobuf_writer.ts";
import { EXTREMES, join } from "./mutations.ts";

/** A field of a protobuf message: its number, its type on the wire, and its bytes or the fields of the message in it. */
interface Field {
  readonly number: number;
  readonly type: number;
  readonly content: Uint8Array | readonly Field[];
}

/** The fields that hold messages, with the fields of those that do; what has no entry is bytes. */
interface Schema {
  readonly [number: number]: Schema;
}

const TENSOR: Schema = { 13: {} };
const VALUE: Schema = { 2: { 1: { 2: { 1: {} } } } };
/** https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
const MODEL: Schema = { 7: { 1: { 5: { 5: TENSOR } }, 5: TENSOR, 11: VALUE, 12: VALUE, 13: VALUE }, 8: {} };

/** ONNX files like the given one, of which a few fields anywhere are missing, repeated, moved, or have another value. */
export function brokenModel(file: Uint8Array): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  const good = parse(file, MODEL);
  const donors = [...allOf(good)];
  const change = fc.record({ at: fc.nat(), how: fc.nat(7), donor: fc.nat(), extreme: fc.constantFrom(...EXTREMES) });
  return fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => {
    let tree: readonly Field[] = good;
    for (const { at, how, donor, extreme } of changes) {
      const count = [...allOf(tree)].length;
      if (count === 0) break;
      tree = edit(tree, at % count, (field) => edited(field, how, donors[donor % donors.length]!, extreme));
    }
    return write(tree);
  });
}

function edited(field: Field, how: number, donor: Field, extreme: bigint): readonly Field[] {
  switch (how) {
    case 0:
      return [];
    case 1:
      return [field, field];
    case 2: // what another field of that number has
    case 3:
      return [{ ...field, type: donor.type, content: donor.content }];
    case 4:
      return [field, donor];
    case 5:
      return [{ ...donor, number: field.number }];
    case 6:
      return [{ ...field, number: Number(extreme % 32n) }];
    default:
      return [{ ...field, type: 0, content: varint(extreme) }];
  }
}

function parse(bytes: Uint8Array, schema: Schema): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const number = () => {
    let value = 0;
    for (let scale = 1;; scale *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = number();
    const [field, type] = [Math.floor(key / 8), key % 8];
    const start = at;
    if (type === 0) number();
    const length = type === 2 ? number() : type === 5 ? 4 : type === 1 ? 8 : 0;
    const content = type === 0 ? bytes.subarray(start, at) : bytes.subarray(at, at += length);
    const inner = type === 2 ? schema[field] : undefined;
    fields.push({ number: field, type, content: inner ? parse(content, inner) : content });
  }
  return fields;
}

function write(fields: readonly Field[]): Uint8Array<ArrayBuffer> {
  return join(...fields.flatMap(({ number, type, content }) => {
    const bytes = content instanceof Uint8Array ? content : write(content);
    return [varint(number * 8 + type), ...type === 2 ? [varint(bytes.length)] : [], bytes];
  }));
}

function* allOf(fields: readonly Field[]): Generator<Field> {
  for (const field of fields) {
    yield field;
    if (!(field.content instanceof Uint8Array)) yield* allOf(field.content);
  }
}

/** The fields, with others in place of the one that comes at that place, counted as {@linkcode allOf} does. */
function edit(fields: readonly Field[], place: number, change: (field: Field) => readonly Field[]): readonly Field[] {
  let next = 0;
  const visit = (field: Field): readonly Field[] => {
    if (next++ === place) return change(field);
    return field.content instanceof Uint8Array || next > place
      ? [field]
      : [{ ...field, content: field.content.flatMap(visit) }];
  };
  return fields.flatMap(visit);
}
