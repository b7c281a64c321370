/**
 * semcom as a library: text over a simulated radio link by meaning rather than by bits.
 *
 * A {@linkcode Link} composes a semantic codec, its rate adapter, on a digital link a channel code and a modulation,
 * and a channel. {@linkcode FidelityTotals} says how well the meaning arrived.
 *
 * @module
 */
export { type Channel, channelNamed, type ChannelOutput, knownChannels } from "./channel/channel.ts";
export type { ChannelCode, CodeFamily } from "./channel/coding/code.ts";
export { codeFamilies, codeFamily, registerCode } from "./channel/coding/registry.ts";
export { type Modulation, modulation, modulations } from "./channel/modulation/modulation.ts";
export { Random } from "./channel/random.ts";
export { bundledCodecs, type CodecFolder, readCodecFolder } from "./codec/folder.ts";
export type { FileEntry, Manifest } from "./codec/manifest.ts";
export { Tokenizer } from "./codec/tokenizer.ts";
export { allocate } from "./adapter/allocation.ts";
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
