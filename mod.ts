/**
 * semcom as a library: text over a simulated radio link by meaning rather than by bits.
 *
 * A {@linkcode Link} is a codec ({@linkcode openCodec}) and settings of a link; {@linkcode Fidelity} says how well the
 * meaning arrived; {@linkcode evaluate} does for scripts what `semcom eval` does.
 *
 * @module
 */

// Sending.
export { Link, type Message, type Outcome, type Reception } from "./link/link.ts";
export { FIELDS, type LinkSettings } from "./link/fields.ts";
export { resolve, type ResolvedLink } from "./link/resolve.ts";

// Codecs.
export { codecNames, describeCodec, openCodec } from "./codec/open.ts";
export type { Codec, CodecDescription } from "./codec/codec.ts";
export { registerCoder } from "./codec/separate/registry.ts";
export type { SourceCoder } from "./codec/separate/source_coder.ts";

// Channels and receivers.
export type { Channel, ChannelFamily } from "./channel/channel.ts";
export { channelFamilies, channelFrom, registerChannel } from "./channel/registry.ts";
export { ChannelParameters } from "./channel/parameters.ts";
export { Random } from "./channel/random.ts";
export { receive } from "./channel/receiver/receive.ts";
export { ORDINARY_RECEIVER, type Receiver } from "./channel/receiver/receiver.ts";

// Channel codes and modulations.
export type { CodeFamily } from "./channel/coding/code.ts";
export { codeFamily, registerCode } from "./channel/coding/registry.ts";
export { modulationNamed } from "./channel/modulation/registry.ts";

// Bit and block error rates.
export { BerCurve, type BerSettings } from "./ber/ber.ts";
export { normalApproximation } from "./ber/normal_approximation.ts";

// Fidelity.
export { Fidelity, FidelityTotals } from "./fidelity/fidelity.ts";
export { createCounter, createOptionalCounter, type Metric } from "./fidelity/metric.ts";
export { metrics, registerMetric } from "./fidelity/registry.ts";
export { corpusBleu, countBleu } from "./fidelity/bleu.ts";

// Evaluation.
export { createCorpus } from "./evaluation/plan/corpus.ts";
export { evaluate, type Evaluation, type EvaluationRequest, mergeShards } from "./evaluation/run/evaluate.ts";
export { evaluateSuite } from "./evaluation/suite/evaluate_suite.ts";
export { readSuite } from "./evaluation/suite/suite.ts";
export { compareResults, type Comparison } from "./evaluation/statistics/compare_results.ts";
export type { Point, Summary } from "./evaluation/statistics/summary.ts";

// Fine-tuning.
export { finetune } from "./finetune/finetune.ts";
export { FINETUNE_DEFAULTS, type FinetuneSettings } from "./finetune/settings.ts";

// Errors.
export { EXIT, RefusedError, RunError, SemcomError, UsageError } from "./errors.ts";
