import assert from "node:assert/strict";
import fc from "fast-check";
import { POLAR_RELIABILITY, POLAR_SUB_BLOCKS } from "../../../channel/coding/data/polar_reliability.ts";
import { constructPolar } from "../../../channel/coding/polar_construction.ts";
import { polarTransform } from "../../../channel/coding/polar_transform.ts";

Deno.test("the polar sequence is a permutation of 0 to 1023 with the standard's first and last entries", () => {
  assert.deepEqual([...POLAR_RELIABILITY].sort((a, b) => a - b), Array.from({ length: 1024 }, (_, i) => i));
  const first = [0, 1, 2, 4, 8, 16, 32, 3, 5, 64, 9, 6, 17, 10, 18, 128, 12, 33, 65, 20];
  assert.deepEqual([...POLAR_RELIABILITY.subarray(0, 20)], first);
  assert.deepEqual([...POLAR_RELIABILITY.subarray(1016)], [991, 1020, 1007, 1015, 1019, 1021, 1022, 1023]);
});

Deno.test("the polar sequence is the one compared with two independent copies of the standard", async () => {
  const text = new TextEncoder().encode(POLAR_RELIABILITY.join(","));
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", text)).toHex();
  assert.equal(hash, "fbd7522273e81607ccc6eeaf2feb768ba13d4a14c46cf19bf1275e0714cee3f1");
});

Deno.test("the polar sequence keeps the partial order: a channel with more plus steps is more reliable", () => {
  const rank = new Uint16Array(1024);
  POLAR_RELIABILITY.forEach((channel, i) => rank[channel] = i);
  for (let channel = 0; channel < 1024; channel++) {
    for (let step = 1; step < 1024; step *= 2) assert.ok(rank[channel | step]! >= rank[channel]!);
  }
});

Deno.test("the sub-block interleaver is a permutation of 0 to 31", () => {
  assert.deepEqual([...POLAR_SUB_BLOCKS].sort((a, b) => a - b), Array.from({ length: 32 }, (_, i) => i));
});

Deno.test("the polar transform is the product with the Kronecker power of [1 0; 1 1], and its own inverse", () => {
  const bits = (length: number) => fc.array(fc.nat(1), { minLength: length, maxLength: length });
  fc.assert(
    fc.property(fc.constantFrom(32, 64, 128, 256).chain(bits), (u) => {
      const words = pack(u);
      polarTransform(words);
      // Row i of G has a 1 in column j where the bits of j are among the bits of i.
      const expected = u.map((_, j) => u.reduce((sum, bit, i) => sum ^ (bit & Number((i & j) === j)), 0));
      assert.deepEqual(unpack(words), expected);
      polarTransform(words);
      assert.deepEqual(unpack(words), u);
    }),
    { numRuns: 30 },
  );
});

Deno.test("rate matching: mother code length of 38.212 section 5.3.1", () => {
  // [K, E, N]: one case for each of the rules, worked by hand.
  const cases: [number, number, number][] = [
    [75, 128, 128], // E is a power of two
    [75, 140, 128], // E <= 9/8 128 and K/E < 9/16: repeat 12 bits
    [80, 140, 256], // K/E >= 9/16: shorten
    [75, 145, 256], // E > 9/8 128
    [12, 12, 32], // never under 32
    [12, 1000, 128], // not below rate 1/8: 8 * 12 = 96
    [100, 5000, 1024], // never over 1024
    [1024, 1024, 1024],
  ];
  for (const [K, E, N] of cases) assert.equal(constructPolar(K, E).length, N, `K=${K} E=${E}`);
});

Deno.test("rate matching: information channels and sent bits are those of a literal reading of section 5.4.1", () => {
  const sizes = fc.integer({ min: 12, max: 1024 }).chain((K) =>
    fc.tuple(fc.constant(K), fc.integer({ min: K, max: 2000 }))
  );
  fc.assert(
    fc.property(sizes, ([K, E]) => {
      const { length: N, information, sent, known } = constructPolar(K, E);
      const J = Array.from(
        { length: N },
        (_, n) => POLAR_SUB_BLOCKS[Math.floor((32 * n) / N)]! * (N / 32) + (n % (N / 32)),
      );
      const y = (n: number) => J[n]!;
      const frozen = new Set<number>();
      let e: number[];
      if (E >= N) {
        e = Array.from({ length: E }, (_, k) => y(k % N));
      } else if (K / E <= 7 / 16) {
        e = Array.from({ length: E }, (_, k) => y(k + N - E));
        for (let n = 0; n < N - E; n++) frozen.add(J[n]!);
        const bound = E >= (3 * N) / 4 ? Math.ceil((3 * N) / 4 - E / 2) : Math.ceil((9 * N) / 16 - E / 4);
        for (let i = 0; i < bound; i++) frozen.add(i);
      } else {
        e = Array.from({ length: E }, (_, k) => y(k));
        for (let n = E; n < N; n++) frozen.add(J[n]!);
        assert.deepEqual([...known], J.slice(E));
      }
      assert.deepEqual([...sent], interleaved(e));
      const best = [...POLAR_RELIABILITY].filter((channel) => channel < N && !frozen.has(channel)).slice(-K);
      assert.equal(best.length, K);
      assert.deepEqual([...information], best.sort((a, b) => a - b));
    }),
    { numRuns: 200 },
  );
});

/** Section 5.4.1.3 as it is written: a triangle v of T rows, filled by rows, read by columns. */
function interleaved(e: number[]): number[] {
  let T = 1;
  while (T * (T + 1) / 2 < e.length) T++;
  const v: (number | undefined)[][] = [];
  for (let i = 0, k = 0; i < T; i++) {
    v[i] = [];
    for (let j = 0; j < T - i; j++, k++) v[i]![j] = e[k];
  }
  const f: number[] = [];
  for (let j = 0; j < T; j++) {
    for (let i = 0; i < T - j; i++) if (v[i]![j] !== undefined) f.push(v[i]![j]!);
  }
  return f;
}

function pack(bits: number[]): Uint32Array {
  const words = new Uint32Array(bits.length / 32);
  bits.forEach((bit, i) => words[i >> 5]! |= bit << (i & 31));
  return words;
}

function unpack(words: Uint32Array): number[] {
  return Array.from({ length: 32 * words.length }, (_, i) => (words[i >> 5]! >>> (i & 31)) & 1);
}
