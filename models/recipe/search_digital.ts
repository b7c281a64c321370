/**
 * Finds the channel code, code rate and modulation with the best fidelity at each SNR.
 *
 *     deno run -A models/recipe/search_digital.ts --text europarl.valid.txt > link/digital_choice.json
 *
 * Stage 1 simulates blocks of a typical sentence and keeps those that get through (block error rate at most 0.1), the densest
 * first. Stage 2 sends `--limit` lines of the text (150) through the `--keep` best of those (8; with 4 the winner at 3 dB
 * is not among them) and takes the highest BLEU-1. AWGN, `--rate` uses a token. Only combinations that have a block for a message of any length are looked at.
 */
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { modulationNamed } from "../../channel/modulation/registry.ts";
import { Random } from "../../channel/random.ts";
import { describeCodec } from "../../codec/open.ts";
import { UsageError } from "../../errors.ts";
import { Digital } from "../../link/digital.ts";
import { resolve } from "../../link/resolve.ts";
import { measureFidelity } from "./measure.ts";

const CODES = ["polar", "ldpc", "convolutional"];
const RATES = [
  1 / 4,
  1 / 3,
  2 / 5,
  0.42,
  0.43,
  0.435,
  0.44,
  0.46,
  1 / 2,
  0.56,
  3 / 5,
  2 / 3,
  0.72,
  3 / 4,
  4 / 5,
  5 / 6,
  0.86,
  9 / 10,
];
const MODULATIONS = ["qpsk", "16qam", "64qam", "256qam"];
const TOKENS = 28;
/** Messages of 1 to so many tokens must have a block. */
const MAX_TOKENS = 200;
const WIDTH = 24;
const BLOCKS = 150;

interface Candidate {
  readonly channelCode: string;
  readonly codeRate: number;
  readonly modulation: string;
  readonly bitsPerUse: number;
  readonly bler: number;
}

const { values } = parseArgs({
  options: {
    codec: { type: "string", default: "bart-mini" },
    text: { type: "string" },
    limit: { type: "string", default: "150" },
    rate: { type: "string", default: "6" },
    snr: { type: "string", default: "-3,0,3,6,9,12,15,18" },
    keep: { type: "string", default: "8" },
  },
});
const rate = Number(values.rate);
const description = await describeCodec(values.codec);
const lines = Deno.readTextFileSync(values.text!).split("\n").filter((line) => line !== "").slice(
  0,
  Number(values.limit),
);
const rows = [];
for (const snrDb of values.snr.split(",").map(Number)) rows.push(await findBest(snrDb));
console.log(
  JSON.stringify(
    {
      conditions: `AWGN, ${rate} uses a token, ${values.codec}, first ${lines.length} lines of ${
        basename(values.text!)
      }`,
      rows,
    },
    null,
    2,
  ),
);

async function findBest(snrDb: number) {
  let winner: Record<string, string | number> | undefined;
  for (const { bitsPerUse: _, bler, ...candidate } of listCandidates(snrDb)) {
    const { bleu1, uses_per_word } = await measureFidelity(values.codec, { snrDb, rate, ...candidate }, lines);
    console.error(snrDb, candidate, { bler, bleu1, uses_per_word });
    if (winner === undefined || bleu1 > Number(winner.bleu1)) {
      const { channelCode, codeRate, modulation } = candidate;
      winner = {
        snr_db: snrDb,
        channel_code: channelCode,
        code_rate: codeRate,
        modulation,
        block_error_rate: bler,
        bleu1,
        uses_per_word,
      };
    }
  }
  return winner;
}

/** Finds the combinations that get through at this SNR: for all codes together the densest few, and always the most robust one. */
function listCandidates(snrDb: number): Candidate[] {
  const all = CODES.flatMap((channelCode) =>
    MODULATIONS.flatMap((name) => RATES.flatMap((codeRate) => block(channelCode, name, codeRate, snrDb)))
  );
  const robust = all.toSorted((a, b) => a.bler - b.bler || b.bitsPerUse - a.bitsPerUse)[0]!;
  const dense = all.filter(({ bler }) => bler <= 0.1)
    .toSorted((a, b) => b.bitsPerUse * (1 - 3 * b.bler) - a.bitsPerUse * (1 - 3 * a.bler)).slice(
      0,
      Number(values.keep),
    );
  return dense.length > 0 ? dense : [robust];
}

/** Measures the block error rate of one combination, or nothing where it has no block of that size, or is far from getting through. */
function block(channelCode: string, name: string, codeRate: number, snrDb: number): Candidate[] {
  const bitsPerUse = modulationNamed(name).bitsPerSymbol * codeRate;
  const capacity = Math.log2(1 + 10 ** (snrDb / 10));
  if (bitsPerUse > capacity + 0.3 || bitsPerUse < capacity / 4 || bitsPerUse * rate > WIDTH) return [];
  const link = resolve({ snrDb, rate, channelCode, codeRate, modulation: name }, description);
  if (link.type !== "digital") throw new TypeError("A modulation makes the link digital");
  const air = new Digital(link);
  const plan = (tokens: number) => air.plan({ type: "elastic", tokens, maxBits: WIDTH * tokens });
  try {
    for (let tokens = 1; tokens <= MAX_TOKENS; tokens++) if (plan(tokens).extraUses > 0) return [];
    const grant = plan(TOKENS);
    let errors = 0;
    for (let i = 0; i < BLOCKS; i++) {
      const random = new Random(1, i);
      const bits = new Uint8Array(grant.coordinates).map(() => Number(random.uniform() < 0.5));
      errors += Number(air.transmit({ type: "bits", bits }, grant, random).bitErrors > 0);
      if (i === 20 && errors > 18) return [];
    }
    return [{ channelCode, codeRate, modulation: name, bitsPerUse, bler: errors / BLOCKS }];
  } catch (error) {
    if (error instanceof UsageError) return [];
    throw error;
  }
}
