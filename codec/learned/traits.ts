import { type CodecTraits, USUAL_RATE } from "../codec.ts";
import type { LearnedManifest } from "../folder/learned_manifest.ts";

/** Reads a learned codec's traits off its codec.json. */
export function learnedTraits({ max_uses: maxUses, tokens_per_word: tokensPerWord }: LearnedManifest): CodecTraits {
  return {
    links: ["analog", "digital"],
    load: "elastic",
    rate: { min: 1, max: maxUses, usual: Math.min(USUAL_RATE, maxUses) },
    ...tokensPerWord !== undefined && { tokensPerWord },
    bits: { min: 1, max: 2 * maxUses },
    batch: 64,
    isCode: false,
    sideInformation: "the number of tokens of each segment",
  };
}
