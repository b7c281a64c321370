import assert from "node:assert/strict";
import { CRC11, crcOf } from "../../../channel/coding/crc.ts";
import { constructPolar } from "../../../channel/coding/polar_construction.ts";
import { PolarListDecoder } from "../../../channel/coding/polar_list.ts";
import { schedulePolar } from "../../../channel/coding/polar_schedule.ts";
import { polar } from "../../../channel/coding/polar.ts";
import { Random } from "../../../channel/random.ts";
import { blockErrorRate, cleanLlrs, decide, randomBits } from "./link.ts";

Deno.test("polar: a block is (information, CRC) on the information channels times G, then rate matched", () => {
  const random = new Random(1);
  // Full length, repeated, punctured, shortened, lowest and highest rate.
  for (const [k, n] of [[53, 128], [64, 140], [64, 200], [100, 180], [1, 12], [1013, 1024]] as const) {
    const information = randomBits(k, random);
    const coded = new Uint8Array(n);
    polar.create(k, n).encode(information, coded);

    const { length, information: channels, sent } = constructPolar(k + 11, n);
    const parity = crcOf(CRC11, information, k).toString(2).padStart(11, "0");
    const block = [...information, ...[...parity].map(Number)];
    const u = new Uint8Array(length);
    channels.forEach((channel, i) => u[channel] = block[i]!);
    const mother = u.map((_, j) => u.reduce((sum, bit, i) => sum ^ (bit & Number((i & j) === j)), 0));
    assert.deepEqual([...coded], [...sent].map((index) => mother[index]!));
  }
});

interface Path {
  u: number[];
  metric: number;
}

/** The LLR of bit channel u.length given the decisions before it: the textbook recursion on halves, min-sum. */
function channelLlr(llrs: number[], u: number[]): number {
  if (llrs.length === 1) return llrs[0]!;
  const half = llrs.length / 2;
  const [x, y] = [llrs.slice(0, half), llrs.slice(half)];
  if (u.length < half) {
    return channelLlr(x.map((a, i) => Math.sign(a) * Math.sign(y[i]!) * Math.min(Math.abs(a), Math.abs(y[i]!))), u);
  }
  const left = encode(u.slice(0, half));
  return channelLlr(x.map((a, i) => y[i]! + (1 - 2 * left[i]!) * a), u.slice(half));
}

function encode(u: number[]): number[] {
  return u.map((_, j) => u.reduce((sum, bit, i) => sum ^ (bit & Number((i & j) === j)), 0));
}

/** List decoding bit by bit, every path copied: slow and plain. */
function listDecode(llrs: number[], carries: Set<number>, list: number): Path[] {
  let paths: Path[] = [{ u: [], metric: 0 }];
  for (let channel = 0; channel < llrs.length; channel++) {
    paths = paths.flatMap(({ u, metric }) => {
      const llr = channelLlr(llrs, u);
      const extend = (bit: number) => ({
        u: [...u, bit],
        metric: metric + (bit === Number(llr < 0) ? 0 : Math.abs(llr)),
      });
      return carries.has(channel) ? [extend(0), extend(1)] : [extend(0)];
    });
    paths = paths.sort((a, b) => a.metric - b.metric).slice(0, list);
  }
  return paths;
}

Deno.test("polar: cutting the tree leaves the list as the textbook decoder has it, path by path", () => {
  const random = new Random(2);
  for (
    const [length, K, list] of [[32, 16, 8], [32, 25, 8], [32, 31, 4], [32, 7, 8], [64, 40, 8], [64, 32, 2]] as const
  ) {
    const { information } = constructPolar(K, length);
    for (let trial = 0; trial < 3; trial++) {
      const llrs = Array.from({ length }, () => 1 + 2 * random.normal());
      const expected = listDecode(llrs, new Set(information), list);
      const decoder = new PolarListDecoder(length, schedulePolar(length, information), list);
      decoder.input.set(llrs);
      const paths = Array.from({ length: decoder.decode(list) }, (_, path) => path);
      paths.sort((a, b) => decoder.metric(a) - decoder.metric(b));
      assert.equal(paths.length, expected.length);
      const words = new Uint32Array(length / 32);
      paths.forEach((path, i) => {
        assert.ok(Math.abs(decoder.metric(path) - expected[i]!.metric) < 1e-9);
        decoder.codeword(path, words);
        const codeword = Array.from({ length }, (_, j) => (words[j >> 5]! >>> (j & 31)) & 1);
        assert.deepEqual(codeword, encode(expected[i]!.u));
      });
    }
  }
});

Deno.test("polar: block error rate at Eb/N0 2 dB, k = 64, n = 128, QPSK", () => {
  // 0.104 measured over 2,000 blocks of another seed.
  const rate = blockErrorRate(polar.create(64, 128), 2, 2000, 3);
  assert.ok(rate > 0.08 && rate < 0.125, `${rate}`);
});

Deno.test("polar: a failed check is reported and its soft output is weaker than a passed one's", () => {
  const random = new Random(4);
  const code = polar.create(64, 128);
  const coded = new Uint8Array(128);
  const soft = new Float32Array(64);
  const information = randomBits(64, random);
  code.encode(information, coded);
  assert.ok(code.decode(cleanLlrs(coded), soft));
  assert.deepEqual(soft, Float32Array.from(information, (bit) => (bit ? -20 : 20))); // the most that is claimed
  assert.equal(code.decode(Float32Array.from(coded, () => random.normal()), soft), false);
  const mean = soft.reduce((sum, llr) => sum + Math.abs(llr), 0) / 64;
  assert.ok(mean > 0 && mean < 2, `${mean}`);
});

Deno.test("polar: corrects three wrong bits of 128 at a rate below 1/3", () => {
  const random = new Random(5);
  const code = polar.create(40, 128);
  const coded = new Uint8Array(128);
  const soft = new Float32Array(40);
  for (let trial = 0; trial < 50; trial++) {
    const information = randomBits(40, random);
    code.encode(information, coded);
    const llr = cleanLlrs(coded);
    for (let error = 0; error < 3; error++) llr[40 * error + (random.uint32() % 40)]! *= -1;
    assert.ok(code.decode(llr, soft));
    assert.deepEqual(decide(soft), information);
  }
});
