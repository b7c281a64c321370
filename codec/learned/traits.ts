import { type CodecTraits, USUAL_RATE } from "../codec.ts";
import type { Manifest } from "../folder/manifest.ts";

/** Reads a learned codec's traits off its codec.json. */
export function learnedTraits({ max_uses: maxUses }: Manifest): CodecTraits {
  return {
    links: ["analog", "digital"],
    load: "elastic",
    rate: { min: 1, max: maxUses, usual: Math.min(USUAL_RATE, maxUses) },
    bits: { min: 1, max: 2 * maxUses },
    sideInformation: "the number of tokens of each segment",
  };
}
