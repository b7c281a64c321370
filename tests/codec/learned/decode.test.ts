import assert from "node:assert/strict";
import { RateAdapter } from "../../../adapter/rate_adapter.ts";
import { Random } from "../../../channel/random.ts";
import { decodeFixedPoint } from "../../../codec/learned/decode.ts";
import { readLearnedFolder } from "../../../codec/folder/read.ts";
import { integers, Session } from "../../../runtime/session.ts";

/** Observations of nothing but noise: the decoder has to work hard, and its first guess is worthless. */
function noise(lengths: readonly number[]) {
  const random = new Random(7);
  const coordinates = lengths.map((length) => new Int32Array(length).fill(12));
  const observations = lengths.map((length) => ({
    y: Float32Array.from({ length: 12 * length }, () => random.normal()),
    snr: new Float32Array(12 * length).fill(0.5),
  }));
  return { coordinates, observations };
}

for (const name of ["bart-mini", "gpt2-mini"]) {
  const folder = await readLearnedFolder(name);
  const { d, max_uses, bos } = folder.manifest;

  Deno.test(`${name}: the fixed point is what greedy decoding token by token gives`, async () => {
    await using adapter = await RateAdapter.open(folder.files, max_uses, 2);
    await using decoder = await Session.open(folder.files, "decoder.onnx", 2);
    const length = 14;
    const { coordinates, observations } = noise([length]);
    const heard = await adapter.receive(observations, coordinates, false);
    const [row] = await decodeFixedPoint(decoder, heard, [length], bos);
    assert.ok(row!.settled && row!.passes > 1 && row!.passes <= length);

    const previous = new Int32Array(length).fill(bos);
    const greedy: number[] = [];
    for (let t = 0; t < length; t++) {
      const { token, probability } = await decoder.run({
        memory: heard.memory,
        evidence: heard.evidence,
        previous: decoder.integers(previous, [1, length]),
        mask: decoder.float(new Float32Array(length).fill(1), [1, length]),
        positions: decoder.integers(Int32Array.of(t), [1]),
      });
      greedy.push(integers(token!)[0]!);
      if (t + 1 < length) previous[t + 1] = greedy[t]!;
      assert.ok(Math.abs((probability!.data as Float32Array)[0]! - row!.probability[t]!) < 1e-4);
    }
    assert.deepEqual([...row!.ids], greedy);
  });

  Deno.test(`${name}: rows of a batch decode as they do alone`, async () => {
    await using adapter = await RateAdapter.open(folder.files, max_uses, 2);
    await using decoder = await Session.open(folder.files, "decoder.onnx", 2);
    const lengths = [9, 3, 12, 1];
    const { coordinates, observations } = noise(lengths);
    const together = await decodeFixedPoint(
      decoder,
      await adapter.receive(observations, coordinates, false),
      lengths,
      bos,
    );
    for (const [i, length] of lengths.entries()) {
      const [alone] = await decodeFixedPoint(
        decoder,
        await adapter.receive([observations[i]!], [coordinates[i]!], false),
        [length],
        bos,
      );
      assert.deepEqual(together[i]!.ids, alone!.ids);
      assert.equal(together[i]!.passes, alone!.passes);
    }
  });

  Deno.test(`${name}: the receiver's features have the width that the manifest says`, async () => {
    await using adapter = await RateAdapter.open(folder.files, max_uses, 2);
    const { coordinates, observations } = noise([5]);
    const heard = await adapter.receive(observations, coordinates, false);
    assert.deepEqual(heard.memory.dims, [1, 5, d]);
    assert.deepEqual(heard.evidence.dims, [1, 5, d + 2 * max_uses]);
  });
}
