import assert from "node:assert/strict";
import type { BitChannel } from "../../channel/channel.ts";
import { interleaverNamed, permuteUses } from "../../channel/interleaver.ts";
import { Random } from "../../channel/random.ts";
import { channelFrom } from "../../channel/registry.ts";
import { UsageError } from "../../errors.ts";

/** A channel that says what it was sent, each bit with its place as its LLR. */
function createRecorder(bitsPerUse: number): { channel: BitChannel; sent: Uint8Array[] } {
  const sent: Uint8Array[] = [];
  const transmit = (bits: Uint8Array) => {
    sent.push(bits);
    return Float32Array.from(bits, (_, place) => place);
  };
  return { channel: { name: "recorder", bitsPerUse, transmit }, sent };
}

Deno.test("random interleaving keeps a bit's place in its symbol and spreads neighbours over the whole message", () => {
  for (const [bitsPerUse, uses] of [[1, 1], [2, 100], [4, 250], [8, 64]] as const) {
    const { channel, sent } = createRecorder(bitsPerUse);
    const bits = Uint8Array.from({ length: bitsPerUse * uses }, (_, i) => (i * 7 % 11) & 1);
    const places = permuteUses(channel).transmit(bits, new Random(1));
    assert.deepEqual([...places].sort((a, b) => a - b), [...bits.keys()]);
    places.forEach((place, i) => {
      assert.equal(place % bitsPerUse, i % bitsPerUse);
      assert.equal(sent[0]![place], bits[i]);
    });
    if (uses < 50) continue;
    // Two random places among N uses are N/3 apart in the mean; neighbours are 0 or 1 without the interleaver.
    let apart = 0;
    for (let i = 1; i < places.length; i++) {
      apart += Math.abs(Math.floor(places[i]! / bitsPerUse) - Math.floor(places[i - 1]! / bitsPerUse));
    }
    const mean = apart / (places.length - 1);
    assert.ok(mean > 0.26 * uses && mean < 0.4 * uses, `${mean} of ${uses}`);
  }
});

Deno.test("where the channel has memory the interleaver is random, and elsewhere the standard's", () => {
  const usual = (spec: string) => interleaverNamed(undefined, channelFrom(spec));
  for (const spec of ["rayleigh:doppler=0.02", "rician:doppler=0.1", "burst", "tdl-a", "tdl-e:doppler=0.01"]) {
    assert.equal(usual(spec), "random", spec);
  }
  for (const spec of ["awgn", "rayleigh", "rayleigh:fading=fast", "rician:doppler=0", "erasure", "tdl-a:spread=0"]) {
    assert.equal(usual(spec), "standard", spec);
  }
  assert.equal(interleaverNamed("none", channelFrom("burst")), "none");
  assert.throws(
    () => interleaverNamed("randm", channelFrom("awgn")),
    (error) => error instanceof UsageError && /did you mean random/i.test(error.message),
  );
});

Deno.test("parts are permuted each by itself, as a message of their length is", () => {
  const { channel, sent } = createRecorder(2);
  const interleaved = permuteUses(channel);
  const bits = Uint8Array.from({ length: 260 }, (_, i) => (i * 5 % 7) & 1);
  const places = interleaved.transmit(bits, new Random(1), [60, 200]);
  const [first, second] = [bits.subarray(0, 60), bits.subarray(60)].map((part) =>
    interleaved.transmit(part, new Random(1))
  );
  assert.deepEqual([...places], [...first!, ...second!.map((place) => place + 60)]);
  places.forEach((place, i) => assert.equal(sent[0]![place], bits[i]));
});
