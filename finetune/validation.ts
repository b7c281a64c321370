import { openCodec } from "../codec/open.ts";
import { USUAL_BLEU } from "../fidelity/bleu.ts";
import { Fidelity, FidelityTotals } from "../fidelity/fidelity.ts";
import type { LinkSettings } from "../link/fields.ts";
import { Link } from "../link/link.ts";

/** Sentences that are sent together. */
const GROUP = 64;

/**
 * Measures the corpus BLEU of sentences over a link: fine-tuning keeps the best of it.
 * @param vouched The codec's hash: it has been admitted, or was written here.
 * @param interrupted Asked again and again; the BLEU is undefined once it says so.
 */
export async function validate(
  codecName: string,
  vouched: string,
  settings: LinkSettings,
  sentences: readonly string[],
  threads: number,
  interrupted: () => boolean,
): Promise<number | undefined> {
  await using fidelity = await Fidelity.open([], { ...USUAL_BLEU, effectiveOrder: true }); // sentences may all be short
  await using codec = await openCodec(codecName, { threads, vouched });
  const link = new Link(codec, settings);
  const totals = new FidelityTotals(fidelity.metrics);
  for (let from = 0; from < sentences.length; from += GROUP) {
    if (interrupted()) return undefined;
    const messages = sentences.slice(from, from + GROUP).map((text, i) => ({ index: from + i + 1, text }));
    const receptions = (await link.send(messages)).map((outcome) => {
      if (outcome.status === "refused") throw outcome.error;
      return outcome;
    });
    const counts = await fidelity.count(receptions);
    counts.forEach((each) => totals.add(each));
  }
  return totals.figures().bleu4!;
}
