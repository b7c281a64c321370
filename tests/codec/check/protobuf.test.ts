import assert from "node:assert/strict";
import fc from "fast-check";
import { checkGraph } from "../../../codec/check/graph_check.ts";
import type { LearnedManifest } from "../../../codec/folder/learned_manifest.ts";
import { parseManifest } from "../../../codec/folder/manifest.ts";
import { readModel } from "../../../codec/check/onnx.ts";
import { MalformedMessage, ProtobufMessage } from "../../../codec/check/protobuf.ts";
import { RefusedError } from "../../../errors.ts";
import { model } from "./hostile.ts";
import { concatenated, protobuf, varint } from "./protobuf_writer.ts";

const bundled = new URL("../../../models/bart-mini/", import.meta.url);
const manifest = parseManifest(Deno.readTextFileSync(new URL("codec.json", bundled))) as LearnedManifest;

Deno.test("whole numbers of 64 bits, text, bytes and messages are read as they were written", () => {
  fc.assert(fc.property(fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n }), fc.string(), (integer, text) => {
    const message = ProtobufMessage.read(protobuf({ 1: integer, 2: text, 3: { 1: 7 }, 4: [1, -1] }), [1, 2, 3, 4]);
    assert.equal(BigInt(message.integer(1)), integer);
    assert.equal(message.text(2), new TextDecoder().decode(new TextEncoder().encode(text)));
    assert.equal(message.message(3, [1])!.integer(1), 7);
    assert.deepEqual(message.integers(4), [1, -1]);
    assert.equal(message.message(5, []), undefined);
  }));
});

Deno.test("a repeated field of numbers may be packed", () => {
  assert.deepEqual(
    ProtobufMessage.read(protobuf({ 1: Uint8Array.of(...varint(300), ...varint(-2)) }), [1]).integers(1),
    [
      300,
      -2,
    ],
  );
});

Deno.test("whatever the bytes are, they are a message or malformed", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
    try {
      readModel(bytes);
    } catch (error) {
      assert.ok(error instanceof MalformedMessage, String(error));
    }
  }));
});

Deno.test("a model cut short anywhere is refused", () => {
  const good = model();
  for (let length = 0; length < good.length; length++) {
    assert.throws(() => checkGraph("eval_model.onnx", good.slice(0, length), manifest), RefusedError);
  }
});

Deno.test("a field of another type than it should have on the wire is not taken for one", () => {
  const floats = concatenated([varint(1 * 8 + 5), new Uint8Array(new Float32Array([0.5]).buffer)]);
  assert.equal(ProtobufMessage.read(floats, [1]).float(1), 0.5);
  const four = protobuf({ 1: new Uint8Array(4), 2: 4 });
  for (
    const read of [
      () => ProtobufMessage.read(four, [1, 2]).float(1),
      () => ProtobufMessage.read(four, [1, 2]).integer(1),
      () => ProtobufMessage.read(four, [1, 2]).text(2),
      () => ProtobufMessage.read(floats, [1]).text(1),
      () => ProtobufMessage.read(floats, [1]).integers(1),
    ]
  ) assert.throws(read, MalformedMessage);
});
