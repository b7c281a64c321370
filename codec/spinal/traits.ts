import type { LanguageModelSettings } from "../causal/settings.ts";
import { type CodecTraits, USUAL_RATE } from "../codec.ts";

/** The traits of every spinal codec. */
const TRAITS: CodecTraits = {
  links: ["analog", "digital"],
  load: "elastic",
  rate: { min: 0.5, max: 12, usual: USUAL_RATE },
  bits: { min: 0.5, max: 24 },
  batch: 1,
  isCode: true,
  sideInformation: "where a message's uses or bits end",
};

/** The traits of a language model's spinal codec. */
export function spinalTraits({ typical_bits: bitsPerToken }: LanguageModelSettings): CodecTraits {
  return { ...TRAITS, bitsPerToken };
}
