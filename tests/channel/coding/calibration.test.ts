import assert from "node:assert/strict";
import { logOddsOfError, softplus } from "../../../channel/coding/belief.ts";
import type { ChannelCode } from "../../../channel/coding/code.ts";
import { codeFamily } from "../../../channel/coding/registry.ts";
import { Random } from "../../../channel/random.ts";
import { randomBits } from "./link.ts";

/** Lower ends of the bins, by the magnitude of the LLR. */
const BINS = [0, 0.5, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15];

interface Bin {
  bits: number;
  /** Bits that are wrong, and as many as the LLRs claim. */
  wrong: number;
  claimed: number;
}

/** What the LLRs of blocks over AWGN (QPSK) claim, and what is true, in bins. */
function measure(code: ChannelCode, ebN0Db: number, blocks: number): Bin[] {
  const bins = BINS.map((): Bin => ({ bits: 0, wrong: 0, claimed: 0 }));
  const snr = 10 ** (ebN0Db / 10) * code.k / code.n;
  const deviation = Math.sqrt(1 / (2 * snr));
  const [coded, llr, soft] = [new Uint8Array(code.n), new Float32Array(code.n), new Float32Array(code.k)];
  const random = new Random(code.n, Math.round(10 * ebN0Db));
  for (let block = 0; block < blocks; block++) {
    const information = randomBits(code.k, random);
    code.encode(information, coded);
    for (let i = 0; i < code.n; i++) llr[i] = 4 * snr * (1 - 2 * coded[i]! + deviation * random.normal());
    code.decode(llr, soft);
    soft.forEach((value, i) => {
      const bin = bins[BINS.findLastIndex((edge) => edge <= Math.abs(value))]!;
      bin.bits++;
      bin.wrong += Number(Number(value < 0) !== information[i]);
      bin.claimed += 1 / (1 + Math.exp(Math.abs(value)));
    });
  }
  return bins;
}

// Errors come in blocks, so that a bin needs many to say something.
for (
  const [name, k, n, points, enough] of [
    ["convolutional", 100, 212, [[1, 3000], [2.5, 3000]], 60],
    ["convolutional", 100, 150, [[3, 3000]], 60],
    ["convolutional:tail=biting", 64, 128, [[1.5, 3000]], 100],
    ["convolutional:tail=biting", 30, 90, [[1.5, 5000]], 100],
    ["polar:decoder=osd,order=2", 64, 128, [[1.5, 1500]], 400],
    ["ldpc", 64, 128, [[1.5, 6000], [2.5, 6000]], 150],
    ["ldpc", 200, 300, [[2.2, 3000]], 150],
    ["ldpc", 500, 1000, [[1.4, 800]], 150],
    ["turbo", 64, 128, [[1, 2000], [2.5, 3000]], 150],
    ["polar", 64, 128, [[0, 5000], [1.5, 8000]], 400],
    ["polar", 200, 400, [[0.8, 1500], [1.5, 1500]], 400],
    ["polar", 40, 200, [[0, 3000]], 400],
    ["polar:list=32", 64, 128, [[0.5, 1500]], 400],
    ["polar:list=2", 100, 130, [[2.5, 2000]], 400],
    ["repetition", 50, 150, [[3, 3000]], 60],
  ] as const
) {
  Deno.test(`${name} ${k}/${n}: as many bits are wrong as the LLRs claim, bin by bin`, () => {
    for (const [ebN0Db, blocks] of points) {
      const bins = measure(codeFamily(name).create(k, n), ebN0Db, blocks);
      bins.forEach(({ bits, wrong, claimed }, i) => {
        const says = `${wrong} of ${bits} wrong, ${claimed.toFixed(1)} claimed, |LLR| from ${BINS[i]} at ${ebN0Db} dB`;
        assert.ok(wrong < 2 * claimed + enough / 2, says);
        if (claimed > enough) assert.ok(wrong > claimed / 2.5, says);
      });
      assert.ok(bins.filter(({ claimed }) => claimed > enough).length >= 2, "enough bins to say something");
    }
  });
}

Deno.test("ln(1 + e^x) within 0.008, and the odds of a random code", () => {
  for (let x = -40; x < 40; x += 0.37) {
    assert.ok(Math.abs(softplus(x) - (Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))))) <= 0.008, `${x}`);
  }
  // Of 2^10 words that all are as likely, one that is found of a code of 2^4 has the odds of its 2^4 rivals to itself.
  assert.ok(Math.abs(logOddsOfError(10 * Math.LN2, 10 - 4) - Math.log(16)) < 1e-12);
});

Deno.test("what polar says of blocks that failed is worth listening to, and not more than it claims", () => {
  for (
    const [spec, k, n, ebN0Db, least] of [["polar", 64, 128, 1, 0.05], ["polar:list=32", 64, 128, 0.5, 0.04]] as const
  ) {
    const code = codeFamily(spec).create(k, n);
    const random = new Random(31);
    const snr = 10 ** (ebN0Db / 10) * k / n;
    const [coded, soft] = [new Uint8Array(n), new Float32Array(k)];
    let [information, bits] = [0, 0];
    for (let block = 0; block < 2000; block++) {
      const sent = randomBits(k, random);
      code.encode(sent, coded);
      if (
        code.decode(
          Float32Array.from(coded, (bit) => 4 * snr * (1 - 2 * bit + random.normal() / Math.sqrt(2 * snr))),
          soft,
        )
      ) continue;
      // Bits of information a bit by its LLR, as it stands: negative were it overconfident.
      soft.forEach((llr, i) => information += 1 - Math.log2(1 + Math.exp(sent[i] ? llr : -llr)));
      bits += k;
    }
    assert.ok(information / bits > least, `${spec}: ${information / bits}`);
  }
});
