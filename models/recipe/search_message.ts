/**
 * Finds the channel code, code rate and modulation that carry a message of fixed bits with the fewest uses at each SNR:
 *
 *     deno run -A models/recipe/search_message.ts > link/message_choice.json
 *
 * Of each code and modulation it looks for the highest rate of a grid at which at most `--failure` (1 %) of `--messages`
 * messages (500) of `--bits` bits (150: a sentence under a language model) fail over AWGN, their CRC included. Only
 * combinations that have a block for a message of any length are looked at.
 */
import { parseArgs } from "node:util";
import { modulationNamed } from "../../channel/modulation/registry.ts";
import { Random } from "../../channel/random.ts";
import { describeCodec } from "../../codec/open.ts";
import { UsageError } from "../../errors.ts";
import { Digital } from "../../link/digital.ts";
import { resolve } from "../../link/resolve.ts";

const CODES = ["polar", "ldpc", "convolutional"];
const MODULATIONS = ["qpsk", "16qam", "64qam", "256qam"];
/** Code rates in 24ths: up to 22/24. */
const [RATE_STEP, LOWEST, HIGHEST] = [1 / 24, 2, 22];

/** Numbers of bits of which each must have a block. */
const LENGTHS = Array.from({ length: 2000 }, (_, i) => i + 1);

const { values } = parseArgs({
  options: {
    bits: { type: "string", default: "150" },
    failure: { type: "string", default: "0.01" },
    messages: { type: "string", default: "500" },
    snr: { type: "string", default: "-6,-4,-2,0,2,4,6,8,10,12,14,16,18,20,22,24,26" },
  },
});
const [count, allowed, messages] = [Number(values.bits), Number(values.failure), Number(values.messages)];
const description = await describeCodec("utf8");

const rows = values.snr.split(",").map(Number).map(findBest);
const conditions = `AWGN, at most ${allowed} of messages of ${count} bits fail, ${messages} messages`;
console.log(JSON.stringify({ conditions, rows }, null, 2));

function findBest(snrDb: number) {
  const found = CODES.flatMap((channelCode) =>
    MODULATIONS.flatMap((modulation) => densest(channelCode, modulation, snrDb) ?? [])
  );
  const [best] = found.sort((a, b) => a.uses - b.uses);
  if (best === undefined) throw new Error(`Nothing gets through at ${snrDb} dB: leave it out`);
  console.error(snrDb, best);
  const { channelCode, codeRate, modulation, failures, uses } = best;
  return {
    snr_db: snrDb,
    channel_code: channelCode,
    code_rate: codeRate,
    modulation,
    failure_rate: failures / messages,
    bits_per_use: +(count / uses).toFixed(4),
  };
}

/** The highest code rate at which few enough messages fail, found by bisection. */
function densest(channelCode: string, modulation: string, snrDb: number) {
  // Far from what the capacity allows nothing is to be found.
  const ceiling = Math.log2(1 + 10 ** (snrDb / 10)) / modulationNamed(modulation).bitsPerSymbol / RATE_STEP;
  let [low, high] = [LOWEST - 1, Math.min(HIGHEST, Math.floor(ceiling)) + 1];
  if (low >= high - 1) return undefined;
  let best;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const result = measure({ channelCode, codeRate: middle * RATE_STEP, modulation, snrDb });
    if (result !== undefined && result.failures <= allowed * messages) {
      best = { channelCode, codeRate: middle * RATE_STEP, modulation, ...result };
      low = middle;
    } else high = middle;
  }
  return best;
}

/** Sends messages until too many have failed; undefined where the code has no such block. */
function measure(settings: { channelCode: string; codeRate: number; modulation: string; snrDb: number }) {
  const link = resolve(settings, description);
  if (link.type !== "digital") throw new TypeError("A modulation makes the link digital");
  const air = new Digital(link);
  try {
    for (const bits of LENGTHS) air.plan({ type: "fixed", bits, tokens: 1 });
    const grant = air.plan({ type: "fixed", bits: count, tokens: 1 });
    let [failures, uses] = [0, 0];
    for (let i = 0; i < messages && failures <= allowed * messages; i++) {
      const random = new Random(1, i);
      const bits = new Uint8Array(grant.coordinates).map(() => Number(random.uniform() < 0.5));
      const heard = air.transmit({ type: "bits", bits }, grant, random);
      failures += Number(heard.bitErrors > 0);
      uses = heard.uses;
    }
    return { failures, uses };
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}
