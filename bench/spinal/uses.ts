/**
 * What a channel use says in each of the spinal scheme's constellations, over AWGN:
 *
 *     deno run -A bench/spinal/uses.ts
 *
 * A row an SNR: the mean and the standard deviation of log2 p(y | x) / p(y), in bits; and the share of 200 random words of 8 and
 * of 12 uses that are taken for another.
 */
import { Random } from "../../channel/random.ts";
import { GAUSSIAN, PHASES, SYMBOLS } from "../../codec/spinal/constellation.ts";
import { hear, shareOfErrors } from "../../tests/codec/spinal/random_words.ts";

const USES = 50_000;

console.log("| uses | Es/N0 (dB) | bits | deviation | wrong of 8 uses | of 12 |");
console.log("| --- | --: | --: | --: | --: | --: |");
for (const [name, constellation] of Object.entries({ Gaussian: GAUSSIAN, phases: PHASES })) {
  for (const snrDb of [0, 1, 3, 6]) {
    const random = new Random(1, 0);
    let [sum, squares] = [0, 0];
    for (let use = 0; use < USES; use++) {
      const symbol = random.uint32() % SYMBOLS;
      const bits = hear(constellation, symbol, snrDb, random)[symbol]!;
      sum += bits;
      squares += bits * bits;
    }
    const mean = sum / USES;
    const figures = [
      mean.toFixed(2),
      Math.sqrt(squares / USES - mean * mean).toFixed(2),
      ...[8, 12].map((uses) => shareOfErrors(constellation, uses, snrDb).toFixed(3)),
    ];
    console.log(`| ${name} | ${snrDb} | ${figures.join(" | ")} |`);
  }
}
