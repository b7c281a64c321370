import { MAX_RANK } from "../codec/causal/parse_configuration.ts";
import { UsageError } from "../errors.ts";
import type { LinkSettings } from "../link/fields.ts";
import type { Part } from "./parameters.ts";

/** A request for fine-tuning. */
export interface FinetuneSettings {
  /** The codec to begin with: a bundled one's name or a folder's path. */
  readonly codec: string;
  /** The text to learn, one sentence a line. */
  readonly data: string;
  /** The encoding of all texts, by its name as a `TextDecoder` has it; UTF-8 by default. */
  readonly encoding?: string;
  /** The folder to write, which must not exist. */
  readonly out: string;
  readonly part: Part;
  /** The one link to fit the codec to; without it every sentence has a link of its own, as in the recipe. */
  readonly link?: Omit<LinkSettings, "codec" | "snrDb" | "seed">;
  /** Es/N0 in dB that the one link is trained at; 0 to 18 dB by default. A channel that carries bits has none. */
  readonly snrDb?: readonly number[];
  /** Times that all sentences are gone through; `steps`, where given, decides instead. */
  readonly epochs: number;
  readonly steps?: number;
  /** The highest learning rate; that of {@linkcode USUAL_STEPS} by default. */
  readonly learningRate?: number;
  /** The most tokens of a batch, padding included; those of {@linkcode USUAL_STEPS} by default. */
  readonly batchTokens?: number;
  /** The low-rank adapter to train beside a language model; {@linkcode LOW_RANK_DEFAULTS} by default. */
  readonly lowRank?: Partial<LowRankSettings>;
  /** Write a whole codec of a language model, which stands without its base. */
  readonly merge?: boolean;
  /** A text to judge by; without it a tenth of the data is held back. */
  readonly validation?: string;
  /** Go on from the checkpoint that an earlier run left beside `out`. */
  readonly resume: boolean;
  readonly seed: number;
  readonly threads: number;
}

/** Settings of a low-rank adapter, as PEFT has them. */
export interface LowRankSettings {
  readonly rank: number;
  /** What the adapter adds is multiplied by alpha / rank. */
  readonly alpha: number;
  /** The modules beside whose matrices it lies, by PEFT's names; all that are in layers by default. */
  readonly targets?: readonly string[];
}

/** Settings that are complete. */
export type Settings = FinetuneSettings & Required<Pick<FinetuneSettings, "learningRate" | "batchTokens">>;

/**
 * Settings of {@linkcode FinetuneSettings} that have a usual value.
 *
 * @example
 * ```ts
 * import { FINETUNE_DEFAULTS } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * assert.equal(FINETUNE_DEFAULTS.part, "all");
 * ```
 */
export const FINETUNE_DEFAULTS = { epochs: 3, part: "all" } as const;

/** Usual settings of steps: of a codec that is trained itself, and of a low-rank adapter beside a language model. */
export const USUAL_STEPS = {
  whole: { learningRate: 1e-4, batchTokens: 1000 },
  lowRank: { learningRate: 5e-4, batchTokens: 500 },
} as const;

export const LOW_RANK_DEFAULTS = { rank: 8, alpha: 16 } as const satisfies LowRankSettings;

/** The SNRs in dB at which the one link is trained if nothing is said. */
export const USUAL_SNRS = [0, 3, 6, 9, 12, 15, 18];

/**
 * Completes settings by what is usual.
 * @param isModel True of a codec that is a language model.
 */
export function completeSettings(settings: FinetuneSettings, isModel: boolean): Settings {
  return { ...isModel ? USUAL_STEPS.lowRank : USUAL_STEPS.whole, ...settings };
}

/** Refuses settings that only a language model has a use for. */
export function refuseLowRank({ codec, lowRank, merge }: FinetuneSettings): void {
  if (lowRank === undefined && !merge) return;
  const what = lowRank === undefined ? "A codec without a base is asked for" : "A low-rank adapter is asked for";
  throw new UsageError(
    `${what}, and the codec ${codec} is trained itself: leave it out, or take a codec that is a language model`,
  );
}

/** Refuses settings that are out of range. */
export function checkSettings({ epochs, steps, learningRate, batchTokens, seed, lowRank }: Settings): void {
  const requireWhole = (what: string, value: number, min: number, max: number) => {
    if (Number.isInteger(value) && value >= min && value <= max) return;
    throw new UsageError(`The ${what} is ${value}, and must be a whole number from ${min} to ${max}`);
  };
  requireWhole("number of epochs", epochs, 1, 10_000);
  if (steps !== undefined) requireWhole("number of steps", steps, 1, 10_000_000);
  requireWhole("number of tokens of a batch", batchTokens, 16, 20_000);
  const { rank, alpha } = { ...LOW_RANK_DEFAULTS, ...lowRank };
  requireWhole("rank", rank, 1, MAX_RANK);
  if (!(alpha > 0 && alpha <= 1024)) {
    throw new UsageError(`The alpha is ${alpha}, and must be above 0 and at most 1024`);
  }
  requireWhole("seed", seed, 0, Number.MAX_SAFE_INTEGER);
  if (!(learningRate > 0 && learningRate <= 0.1)) {
    throw new UsageError(`The learning rate is ${learningRate}, and must be above 0 and at most 0.1`);
  }
}
