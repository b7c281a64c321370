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
  GainStatistics,
  UseChannelFamily,
} from "./channel/channel.ts";
export type { ChannelCode, CodeFamily } from "./channel/coding/code.ts";
export { codeFamilies, codeFamily, registerCode } from "./channel/coding/registry.ts";
export type { Equaliser } from "./channel/equalisation.ts";
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
export { Tokenizer } from "./codec/text/tokenizer.ts";
export { allocate } from "./adapter/allocation.ts";
export { BerCurve, type BerRow, type BerSettings, type ModulatedUses } from "./evaluation/ber.ts";
export { normalApproximation, normalApproximationEbN0 } from "./evaluation/normal_approximation.ts";
export {
  type Difference,
  differences,
  differingAxes,
  pairPoints,
  type PointPair,
  sharedAxes,
} from "./evaluation/compare.ts";
export { describeRun } from "./evaluation/describe.ts";
export { evaluate, type EvaluationRun } from "./evaluation/evaluate.ts";
export { Merger } from "./evaluation/merge.ts";
export { type EvaluationSettings, type Header, headerOf, Plan, type Unit } from "./evaluation/plan.ts";
export { PointRows } from "./evaluation/point_rows.ts";
export { PointFile } from "./evaluation/results_file.ts";
export { ResultsWriter } from "./evaluation/results_writer.ts";
export type { Shard } from "./evaluation/shard.ts";
export type { Complexity, Estimate, Example, GateOutcome, Point, Summary } from "./evaluation/summary.ts";
export { type PointSettings, type Sweep } from "./evaluation/sweep.ts";
export { type ClosedPoint, Tally } from "./evaluation/tally.ts";
export { EXIT, RefusedError, RunError, SemcomError, UsageError } from "./errors.ts";
export { BleuStatistics, bleuStatistics, corpusBleu, sentenceBleu } from "./fidelity/bleu.ts";
export { Similarity } from "./fidelity/similarity.ts";
export { type ComparedMessage, type FidelityFigures, FidelityTotals } from "./fidelity/fidelity.ts";
export { finetune, type FinetuneResult } from "./finetune/finetune.ts";
export type { Progress } from "./finetune/pace.ts";
export type { Part } from "./finetune/parameters.ts";
export { FINETUNE_DEFAULTS, type FinetuneSettings, USUAL_SNRS } from "./finetune/settings.ts";
export {
  type Csi,
  csiOf,
  type Knowledge,
  knowledgeOf,
  type KnowledgeSettings,
  type PilotSettings,
} from "./link/knowledge.ts";
export { knowing } from "./link/receiver.ts";
export { Link, type Message, type Reception, type Undelivered } from "./link/link.ts";
export { DEFAULTS, type LinkSettings, SNR_RANGE } from "./link/settings.ts";
