import { FidelityTotals } from "../fidelity/fidelity.ts";
import { Link } from "../link/link.ts";
import type { LinkSettings } from "../link/settings.ts";

/** Sentences that are sent together. */
const GROUP = 64;

/** Corpus BLEU of sentences over a link: what fine-tuning keeps the best of. */
export async function validate(settings: LinkSettings, sentences: readonly string[]): Promise<number> {
  await using link = await Link.open(settings);
  const totals = new FidelityTotals();
  for (let from = 0; from < sentences.length; from += GROUP) {
    const messages = sentences.slice(from, from + GROUP).map((text, i) => ({ index: from + i + 1, text }));
    for (const outcome of await link.send(messages)) {
      if ("error" in outcome) throw outcome.error;
      totals.add({
        reference: outcome.text,
        hypothesis: outcome.reconstruction,
        referenceTokens: outcome.sentIds,
        hypothesisTokens: outcome.receivedIds,
      });
    }
  }
  return totals.figures().bleu4;
}
