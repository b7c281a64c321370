import type { LanguageModelSettings } from "../../causal/settings.ts";
import type { CodecTraits } from "../../codec.ts";
import { SEPARATE_TRAITS } from "../traits.ts";

/** Bits a token that the spinal scheme counts beside its surprisal: one, and eight for the tail of a message of some twenty. */
const SPINAL_BITS = 1.4;

/** Bits a token of ordinary text under a language model. */
export function typicalBitsOf({ typical_bits }: LanguageModelSettings): number {
  return Math.max(0.5, typical_bits - SPINAL_BITS);
}

/** The traits of arithmetic coding under a language model, which takes one message after the other. */
export function arithmeticTraits(settings: LanguageModelSettings): CodecTraits {
  return { ...SEPARATE_TRAITS, batch: 1, bitsPerToken: typicalBitsOf(settings) };
}
