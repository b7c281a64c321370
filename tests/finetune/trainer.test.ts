import assert from "node:assert/strict";
import { KINDS, reference, tinyTrainer } from "./tiny.ts";

for (const kind of KINDS) {
  Deno.test(`${kind}: loss and every gradient are PyTorch's`, async () => {
    const { batch, losses, gradients } = await reference(kind);
    await using trainer = await tinyTrainer(kind);
    const { loss, gradient } = await trainer.differentiate(batch);
    assert.ok(Math.abs(loss - losses[0]!) < 1e-4 * losses[0]!, `loss ${loss}, PyTorch ${losses[0]}`);
    const whole = length(gradients);
    let from = 0;
    // The file is in the order of codec.json; slots are in the order of the vector, stable within its parts.
    const tensors = Object.keys(
      JSON.parse(await Deno.readTextFile(new URL(`tiny-${kind}/codec.json`, import.meta.url))).tensors,
    );
    for (const name of tensors) {
      const slot = trainer.table.slots.find((one) => one.name === name)!;
      const expected = gradients.subarray(from, from += slot.length);
      const got = gradient.subarray(slot.at, slot.at + slot.length);
      const apart = length(got.map((value, i) => value - expected[i]!));
      // A key's bias has no gradient but rounding: what is a millionth of the whole is none.
      const scale = Math.max(length(expected), 1e-2 * whole);
      assert.ok(apart < 1e-4 * scale, `${name}: ${apart} apart of ${length(expected)}`);
    }
    assert.equal(from, gradients.length);
    assert.equal(from, trainer.table.length);
  });

  Deno.test(`${kind}: ten steps replay PyTorch's losses`, async () => {
    const { batch, losses, ...settings } = await reference(kind);
    await using trainer = await tinyTrainer(kind);
    for (const [i, expected] of losses.entries()) {
      const { loss } = await trainer.step(batch, settings);
      assert.ok(Math.abs(loss - expected) < 1e-3 * expected, `step ${i + 1}: ${loss}, PyTorch ${expected}`);
    }
    assert.ok(losses.at(-1)! < losses[0]! - 0.05, "the curve says nothing if it does not fall");
  });
}

Deno.test("only the adapter's parameters move where only they are trained", async () => {
  const { batch, ...settings } = await reference("bart");
  await using trainer = await tinyTrainer("bart", "adapter");
  const before = trainer.values.slice();
  await trainer.step(batch, settings);
  for (const { name, at, length } of trainer.table.slots) {
    const moved = trainer.values.subarray(at, at + length).some((value, i) => value !== before[at + i]);
    assert.equal(moved, name.startsWith("codec.adapter."), name);
  }
});

Deno.test("nothing moves where the loss is no finite number", async () => {
  const { batch, ...settings } = await reference("bart");
  await using trainer = await tinyTrainer("bart");
  trainer.values[0] = NaN;
  const before = trainer.values.slice();
  const { loss } = await trainer.step(batch, settings);
  assert.ok(Number.isNaN(loss));
  assert.deepEqual(trainer.values, before);
  assert.equal(trainer.steps, 0);
});

function length(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
