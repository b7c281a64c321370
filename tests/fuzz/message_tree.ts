import fc from "fast-check";
import { varint } from "../codec/check/protobuf_writer.ts";
import { EXTREMES, join } from "./mutations.ts";

/** A field of a protobuf message: its number, its type on the wire, and its bytes or the fields of the message in it. */
interface Field {
  readonly number: number;
  /** The numbers of the fields that it lies in, and its own: fields of one path are of one kind. */
  readonly path: string;
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

/** Whole numbers that shapes, axes and places may be. */
const PLACES: readonly bigint[] = [
  -(2n ** 31n),
  -2n,
  -1n,
  0n,
  1n,
  2n,
  3n,
  8n,
  96n,
  2n ** 20n,
  2n ** 31n - 1n,
  ...EXTREMES,
];

/**
 * ONNX files like the given one, of which a few fields anywhere are missing, repeated, or moved, or have another value: mostly
 * one that another field of their kind has, so that the file stays one of ONNX.
 */
export function brokenModel(file: Uint8Array): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  const good = parse(file, MODEL);
  const donors = Map.groupBy(allOf(good), ({ path }) => path);
  const change = fc.record({ at: fc.nat(), how: fc.nat(15), donor: fc.nat(), number: fc.constantFrom(...PLACES) });
  return fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => {
    let tree: readonly Field[] = good;
    for (const { at, how, donor, number } of changes) {
      const count = [...allOf(tree)].length;
      if (count === 0) break;
      tree = edit(tree, at % count, (field) => {
        const alike = donors.get(field.path) ?? [field];
        return edited(field, how, alike[donor % alike.length]!, number);
      });
    }
    return write(tree);
  });
}

/** @param donor A field of the same kind somewhere in the file. */
function edited(field: Field, how: number, donor: Field, number: bigint): readonly Field[] {
  const { content } = field;
  switch (how) {
    case 0:
      return [];
    case 1:
      return [field, field];
    case 2:
      return [field, donor];
    case 3:
      return [{ ...field, number: Number(BigInt.asUintN(5, number)) }];
    case 4:
      return [{ ...field, type: 0, content: varint(number) }];
    case 5:
    case 6:
    case 7:
      return field.type === 0 ? [{ ...field, content: varint(number) }] : [donor];
    case 8:
    case 9:
    case 10:
    case 11: // one of the whole numbers of a small tensor
      return content instanceof Uint8Array && content.length > 0 && content.length % 8 === 0 && content.length <= 128
        ? [{
          ...field,
          content: join(content.subarray(0, -8), new Uint8Array(new BigInt64Array([BigInt.asIntN(64, number)]).buffer)),
        }]
        : [donor];
    default:
      return [donor];
  }
}

function parse(bytes: Uint8Array, schema: Schema, within = ""): Field[] {
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
    const path = `${within}.${field}`;
    fields.push({ number: field, path, type, content: inner ? parse(content, inner, path) : content });
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
