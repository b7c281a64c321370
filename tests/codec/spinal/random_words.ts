import { Random } from "../../../channel/random.ts";
import { Codebook } from "../../../codec/spinal/codebook.ts";
import { type Constellation, logDensity, modulate, symbolRatios } from "../../../codec/spinal/constellation.ts";
import { spineOf } from "../../../codec/spinal/spine.ts";

/** What was heard over AWGN of the use of a symbol, in bits: log2 of p(y | symbol) / p(y), of each symbol. */
export function hear(constellation: Constellation, symbol: number, snrDb: number, random: Random): Float32Array {
  const snr = 10 ** (snrDb / 10);
  const y = new Float32Array(2);
  modulate(constellation, symbol, 1, y, 0);
  for (const part of [0, 1]) y[part]! += random.normal() / Math.sqrt(2 * snr);
  const heard = { y, snr: [snr, snr] };
  return symbolRatios(constellation, heard, 1, logDensity(constellation, heard));
}

/** The share of words, of 200, that another is nearer to than what was heard of them. */
export function shareOfErrors(constellation: Constellation, uses: number, snrDb: number): number {
  const [words, trials] = [200, 3000];
  const codebook = new Codebook(words);
  let errors = 0;
  for (let trial = 0; trial < trials; trial++) {
    const random = new Random(7, trial);
    const spine = spineOf([trial], Infinity);
    const scores = new Float64Array(words);
    const sent = random.uint32() % words;
    for (let use = 0; use < uses; use++) {
      const ratios = hear(constellation, codebook.symbol(sent, use, spine), snrDb, random);
      for (let word = 0; word < words; word++) scores[word]! += ratios[codebook.symbol(word, use, spine)]!;
    }
    errors += Number(scores.some((score, word) => word !== sent && score >= scores[sent]!));
  }
  return errors / trials;
}
