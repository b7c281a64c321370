import assert from "node:assert/strict";
import { Random } from "../../channel/random.ts";
import { bitChannelFrom, channelFrom } from "../../channel/registry.ts";
import { UsageError } from "../../errors.ts";

const BITS = 100_000;
const random = new Random(71);
const bits = Uint8Array.from({ length: BITS }, () => Number(random.uniform() < 0.5));

/** True if an LLR speaks for the bit that was sent. */
const right = (llr: number, i: number) => llr > 0 === (bits[i] === 0);

Deno.test("bsc: that share of the bits is inverted, and every LLR is plus or minus ln((1 - p) / p)", () => {
  for (const p of [0.01, 0.05, 0.3]) {
    const llr = bitChannelFrom(`bsc:p=${p}`)!.transmit(bits, new Random(72));
    const magnitude = Math.fround(Math.log((1 - p) / p));
    assert.ok(llr.every((value) => Math.abs(value) === magnitude));
    const wrong = llr.filter((value, i) => !right(value, i)).length;
    assert.ok(Math.abs(wrong / BITS - p) < 4 * Math.sqrt(p * (1 - p) / BITS), `${wrong / BITS}, not ${p}`);
  }
});

Deno.test("bsc: nothing is inverted at p = 0 and LLRs are finite, nothing is known at p = 1/2", () => {
  const clean = bitChannelFrom("bsc:p=0")!.transmit(bits, new Random(73));
  assert.ok(clean.every((value, i) => right(value, i) && Math.abs(value) >= 30 && Number.isFinite(value)));
  assert.ok(bitChannelFrom("bsc:p=0.5")!.transmit(bits, new Random(73)).every((value) => Math.abs(value) === 0));
});

Deno.test("bec: that share of the bits has LLR 0, the others are right and finite", () => {
  for (const p of [0, 0.1, 0.6, 1]) {
    const llr = bitChannelFrom(`bec:p=${p}`)!.transmit(bits, new Random(74));
    const lost = llr.filter((value) => value === 0).length;
    assert.ok(Math.abs(lost / BITS - p) <= 4 * Math.sqrt(p * (1 - p) / BITS), `${lost / BITS}, not ${p}`);
    assert.ok(llr.every((value, i) => value === 0 || right(value, i) && Math.abs(value) >= 30 && isFinite(value)));
  }
});

Deno.test("bsc and bec: the same stream gives the same LLRs, whatever was sent before", () => {
  for (const spec of ["bsc", "bec:p=0.4"]) {
    const channel = bitChannelFrom(spec)!;
    const send = (index: number) => channel.transmit(bits, new Random(75, index));
    const first = send(1);
    assert.notDeepEqual(send(2), first);
    assert.deepEqual(send(1), first);
    assert.deepEqual(bitChannelFrom(channel.name)!.transmit(bits, new Random(75, 1)), first);
    assert.equal(channel.bitsPerUse, 1);
  }
});

Deno.test("a channel for bits is none for uses, and the other way round", () => {
  assert.throws(
    () => channelFrom("bsc"),
    (error) =>
      error instanceof UsageError && /^The channel bsc carries bits.*make it digital, or take/.test(error.message),
  );
  assert.equal(bitChannelFrom("awgn"), undefined);
});
