import assert from "node:assert/strict";
import { Random } from "../../../channel/random.ts";
import { Candidates } from "../../../codec/spinal/candidates.ts";
import { Codebook } from "../../../codec/spinal/codebook.ts";
import { GAUSSIAN, LEVELS, modulate, PHASES, SYMBOL_BITS, SYMBOLS } from "../../../codec/spinal/constellation.ts";
import { evidenceOf } from "../../../codec/spinal/evidence.ts";
import { ratedFrame, STEPS, TOKEN_WEIGHT } from "../../../codec/spinal/frame.ts";
import { beginHypothesis } from "../../../codec/spinal/hypothesis.ts";
import { Scorer } from "../../../codec/spinal/scorer.ts";
import { extend, maskOf, spineOf } from "../../../codec/spinal/spine.ts";
import { shareOfErrors } from "./random_words.ts";

Deno.test("the hash, the codebook and the symbols are the same whole numbers on every machine", () => {
  const codebook = new Codebook(1000);
  const spine = spineOf([5, 0, 999], Infinity);
  assert.deepEqual([spine.a >>> 0, spine.b >>> 0], [4226575119, 1477280766]);
  assert.deepEqual([0, 1, 7, 300].map((number) => codebook.symbol(number, number, spine)), [77, 307, 913, 635]);
  assert.equal(maskOf(spine, 3) >>> 0, 1994991964);
});

Deno.test("a spine of some memory depends on so many tokens and on no others, and grows token by token", () => {
  const tokens = [3, 1, 4, 1, 5];
  assert.deepEqual(spineOf(tokens, 2), spineOf([9, 9, 9, 1, 5], 2));
  assert.notDeepEqual(spineOf(tokens, 2), spineOf([3, 1, 4, 2, 5], 2));
  assert.deepEqual(spineOf(tokens, 0), spineOf([], Infinity));
  assert.deepEqual(spineOf([...tokens, 9], Infinity), extend(spineOf(tokens, Infinity), 9));
});

for (const [name, constellation] of Object.entries({ GAUSSIAN, PHASES })) {
  Deno.test(`the mean power of all symbols is 1, and all differ: ${name.toLowerCase()}`, () => {
    const x = new Float32Array(2 * SYMBOLS);
    for (let symbol = 0; symbol < SYMBOLS; symbol++) modulate(constellation, symbol, 1, x, symbol);
    const power = x.reduce((sum, value) => sum + value * value, 0) / SYMBOLS;
    assert.ok(Math.abs(power - 1) < 1e-5, `${power}`);
    assert.equal(new Set(Array.from({ length: SYMBOLS }, (_, i) => `${x[2 * i]} ${x[2 * i + 1]}`)).size, SYMBOLS);
  });
}

Deno.test("phases have no energy of their own", () => {
  for (let i = 0; i < SYMBOLS; i++) assert.ok(Math.abs(Math.hypot(PHASES[2 * i]!, PHASES[2 * i + 1]!) - 1) < 1e-5);
});

Deno.test("of codewords of twelve uses at 1 dB fewer are taken for another by phases than by Gaussian uses", () => {
  const [gaussian, phases] = [GAUSSIAN, PHASES].map((constellation) => shareOfErrors(constellation, 12, 1));
  assert.ok(phases! < 0.8 * gaussian! && phases! > 0, `${phases} and ${gaussian}`);
});

Deno.test("a use of the Gaussian constellation carries nearly what Gaussian symbols would", () => {
  const amplitudes = Array.from({ length: LEVELS }, (_, level) => GAUSSIAN[2 * LEVELS * level]!);
  for (const snrDb of [0, 3, 12]) {
    const snr = 10 ** (snrDb / 10);
    // Two dimensions, each by numerical integration over y.
    let information = 0;
    for (let y = -8; y < 8; y += 0.002) {
      const density = (amplitude: number) => Math.sqrt(snr / Math.PI) * Math.exp(-((y - amplitude) ** 2) * snr);
      const mean = amplitudes.reduce((sum, amplitude) => sum + density(amplitude), 0) / LEVELS;
      for (const amplitude of amplitudes) {
        const p = density(amplitude);
        if (p > 1e-300) information += 2 * 0.002 * p * Math.log2(p / mean) / LEVELS;
      }
    }
    const capacity = Math.log2(1 + snr);
    assert.ok(information > 0.99 * capacity && information < capacity, `${snrDb} dB: ${information} of ${capacity}`);
  }
});

Deno.test("codewords of bits: errors over a binary symmetric channel are as random coding theory says", () => {
  const [words, bits, flip, trials] = [200, 20, 0.15, 3000];
  const scale = bits / (Math.round(Math.log2(words) * STEPS) + TOKEN_WEIGHT);
  const llr = Math.log((1 - flip) / flip);
  const logProbabilities = new Float32Array(words).fill(-Math.log(words));
  const codebook = new Codebook(words);
  let errors = 0;
  for (let trial = 0; trial < trials; trial++) {
    const random = new Random(5, trial);
    const spine = spineOf([trial], Infinity); // another code each time
    const sent = random.uint32() % words;
    const received = Float32Array.from({ length: bits }, (_, i) => {
      const symbol = codebook.symbol(sent, Math.floor(i / SYMBOL_BITS), spine);
      const bit = symbol >> (SYMBOL_BITS - 1 - i % SYMBOL_BITS) & 1;
      const wrong = random.uniform() < flip ? 1 : 0;
      return (bit ^ wrong) === 0 ? llr : -llr;
    });
    const scorer = new Scorer(codebook, [evidenceOf({ type: "bits", llr: received, isIntact: true }, GAUSSIAN)], -1);
    const best = new Candidates(1, Infinity, -Infinity);
    scorer.goOn(0, { ...beginHypothesis(ratedFrame(bits, scale), 0), spine }, {
      own: logProbabilities,
      shared: logProbabilities,
    }, best);
    errors += Number(best.list()[0]!.token !== sent);
  }
  const measured = errors / trials;
  const theory = randomCodingError(words, bits, flip);
  const deviation = Math.sqrt(theory * (1 - theory) / trials);
  assert.ok(Math.abs(measured - theory) < 4 * deviation, `${measured} measured, ${theory} in theory, ${deviation}`);
});

/** The probability that another of M - 1 random words is nearer than the one that was sent, ties being broken by chance. */
function randomCodingError(words: number, bits: number, flip: number): number {
  const binomial = (p: number) => {
    const all = [(1 - p) ** bits];
    for (let k = 1; k <= bits; k++) all.push(all[k - 1]! * (bits - k + 1) / k * p / (1 - p));
    return all;
  };
  const [channel, other] = [binomial(flip), binomial(0.5)];
  let [error, nearer] = [0, 0];
  for (let distance = 0; distance <= bits; distance++) {
    const same = other[distance]!;
    // Right if no other is nearer, and of those as near it is the one that is taken.
    const others = words - 1;
    const right = ((1 - nearer) ** (others + 1) - (1 - nearer - same) ** (others + 1)) / ((others + 1) * same);
    error += channel[distance]! * (1 - right);
    nearer += same;
  }
  return error;
}
