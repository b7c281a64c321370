/**
 * semcom as a library: text over a simulated radio link by meaning rather than by bits.
 *
 * A {@linkcode Link} composes a semantic codec, its rate adapter, on a digital link a channel code and a modulation,
 * and a channel. {@linkcode FidelityTotals} says how well the meaning arrived.
 *
 * @module
 */
export type { BitChannel } from "./channel/bits.ts";
export type {
  BitChannelFamily,
  Channel,
  ChannelFamily,
  ChannelOutput,
  Gains,
  UseChannelFamily,
} from "./channel/channel.ts";
export type { ChannelCode, CodeFamily } from "./channel/coding/code.ts";
export { codeFamilies, codeFamily, registerCode } from "./channel/coding/registry.ts";
export { linearChannel } from "./channel/linear.ts";
export { type Modulation, modulation, modulations } from "./channel/modulation/modulation.ts";
export {
  type ChannelParameter,
  ChannelParameters,
  type NumberParameter,
  type WordParameter,
} from "./channel/parameters.ts";
export { Random } from "./channel/random.ts";
export { bitChannelFrom, channelFamilies, channelFamily, channelFrom, registerChannel } from "./channel/registry.ts";
export { bundledCodecs, type CodecFolder, readCodecFolder } from "./codec/folder.ts";
export type { FileEntry, Manifest } from "./codec/manifest.ts";
export { Tokenizer } from "./codec/tokenizer.ts";
export { allocate } from "./adapter/allocation.ts";
export { BerCurve, type BerRow, type BerSettings, type ModulatedUses } from "./evaluation/ber.ts";
export { normalApproximation, normalApproximationEbN0 } from "./evaluation/normal_approximation.ts";
export { EXIT, RefusedError, RunError, SemcomError, UsageError } from "./errors.ts";
export { BleuStatistics, bleuStatistics, corpusBleu, sentenceBleu } from "./fidelity/bleu.ts";
export { type ComparedMessage, type FidelityFigures, FidelityTotals } from "./fidelity/fidelity.ts";
export {
  DEFAULTS,
  Link,
  type LinkSettings,
  type Message,
  type Reception,
  SNR_RANGE,
  type Undelivered,
} from "./link/link.ts";
