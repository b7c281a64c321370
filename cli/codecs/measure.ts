import { openCodec } from "../../codec/open.ts";
import { RunError } from "../../errors.ts";
import { Link } from "../../link/link.ts";

/** The cost of sending a few sentences; means per sentence. */
export interface Measurement {
  readonly sentences: number;
  /** Mean Es/N0 in dB. */
  readonly snr_db: number;
  /** Milliseconds from text to text. */
  readonly ms: number;
  /** Decoder passes. */
  readonly passes: number;
  readonly threads: number;
}

const SENTENCES = [
  "The committee will meet again on Thursday to discuss the budget for next year.",
  "She closed the window because the wind had begun to scatter her letters.",
  "I would like to book a table for four people at half past seven.",
  "We cannot support this amendment, although we agree with its purpose.",
  "The train to the coast was late again, and nobody knew why.",
  "Could you tell me which of these roads leads back to the village?",
  "Madam President, the report before us deserves a longer debate than this.",
  "He counted the coins twice and put them back into the old wooden box.",
];

/**
 * Sends the sentences one at a time over AWGN with the usual rate, after one that warms up.
 * @param codec A bundled codec's name or the path of a codec folder.
 * @param snrDb Mean Es/N0 in dB.
 */
export async function measureSending(codec: string, snrDb: number): Promise<Measurement> {
  const threads = navigator.hardwareConcurrency;
  await using opened = await openCodec(codec, { threads });
  const link = new Link(opened, { snrDb });
  await link.send([{ index: 0, text: SENTENCES[0]! }]);
  let [ms, passes] = [0, 0];
  for (const [index, text] of SENTENCES.entries()) {
    const [outcome] = await link.send([{ index, text }]);
    if (outcome!.status === "refused") {
      throw new RunError(`Cannot measure the codec ${codec}: ${outcome!.error.message}`);
    }
    ms += outcome!.ms / SENTENCES.length;
    passes += outcome!.passes / SENTENCES.length;
  }
  return { sentences: SENTENCES.length, snr_db: snrDb, ms, passes, threads };
}
