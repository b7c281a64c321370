import { basename } from "node:path";
import { concatenate } from "./batch.ts";
import type { Place } from "./bundled.ts";

/** Fields of ONNX's messages on the way to where a tensor's data lie (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). */
const MODEL_GRAPH = 7, GRAPH_INITIALIZER = 5, TENSOR_EXTERNAL = 13, ENTRY_KEY = 1, ENTRY_VALUE = 2;

/** Types of protobuf's fields on the wire. */
const VARINT = 0, FIXED64 = 1, BYTES = 2;

/**
 * An ONNX model whose tensors' data lie elsewhere: the same but for the file and the offset that they name.
 * @param model A model of the program's own: it is not checked.
 * @param places Where the files that they name lie now, all in one folder.
 */
export function moveExternalData(model: Uint8Array, places: ReadonlyMap<string, Place>): Uint8Array {
  return replace(model, [MODEL_GRAPH, GRAPH_INITIALIZER], (tensor) => {
    const entries = new Map(fieldsOf(tensor, TENSOR_EXTERNAL).map((entry) => [keyOf(entry), entry]));
    const location = entries.get("location");
    if (location === undefined) return tensor;
    const { path, offset } = places.get(textOf(location, ENTRY_VALUE))!;
    const moved: Record<string, string> = {
      location: basename(path),
      offset: `${offset + Number(textOf(entries.get("offset")!, ENTRY_VALUE))}`,
    };
    return replace(tensor, [TENSOR_EXTERNAL], (entry) => {
      const value = moved[keyOf(entry)];
      return value === undefined ? entry : replace(entry, [ENTRY_VALUE], () => utf8.encode(value));
    });
  });
}

const utf8 = new TextEncoder();
const keyOf = (entry: Uint8Array) => textOf(entry, ENTRY_KEY);

function textOf(message: Uint8Array, field: number): string {
  return new TextDecoder().decode(fieldsOf(message, field)[0]);
}

/** The bytes of all fields of that number. */
function fieldsOf(message: Uint8Array, field: number): Uint8Array[] {
  const all: Uint8Array[] = [];
  replace(message, [field], (bytes) => (all.push(bytes), bytes));
  return all;
}

/** A message with fields of bytes changed: those of the number path[0], or the fields path[1] within these, and so on. */
function replace(
  message: Uint8Array,
  [field, ...path]: readonly number[],
  change: (bytes: Uint8Array) => Uint8Array,
): Uint8Array {
  const parts: Uint8Array[] = [];
  let at = 0, kept = 0;
  const varint = () => {
    let value = 0, scale = 1, byte: number;
    do {
      byte = message[at++]!;
      value += (byte & 0x7f) * scale;
      scale *= 128;
    } while (byte >= 0x80);
    return value;
  };
  while (at < message.length) {
    const key = varint();
    const type = key % 8;
    if (type === VARINT) varint();
    else if (type !== BYTES) at += type === FIXED64 ? 8 : 4;
    else {
      const before = at;
      const length = varint();
      const bytes = message.subarray(at, at += length);
      if (Math.floor(key / 8) !== field) continue;
      const changed = path.length === 0 ? change(bytes) : replace(bytes, path, change);
      if (changed === bytes) continue;
      parts.push(message.subarray(kept, before), varintOf(changed.length), changed);
      kept = at;
    }
  }
  return kept === 0 ? message : concatenate([...parts, message.subarray(kept)], Uint8Array);
}

function varintOf(value: number): Uint8Array {
  const bytes: number[] = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push(value % 128 + 128);
  return Uint8Array.of(...bytes, value);
}
