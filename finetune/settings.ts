import { UsageError } from "../errors.ts";
import type { LinkSettings } from "../link/settings.ts";
import type { Part } from "./parameters.ts";

/** What `semcom finetune` is asked for. */
export interface FinetuneSettings {
  /** The codec to begin with: a bundled one's name or a folder's path. */
  readonly codec: string;
  /** The text to learn, one sentence a line. */
  readonly data: string;
  /** The folder to write, which must not exist. */
  readonly out: string;
  readonly part: Part;
  /** The one link to fit the codec to; without it every sentence has a link of its own, as at the recipe. */
  readonly link?: Omit<LinkSettings, "codec" | "snrDb" | "seed">;
  /** Es/N0 in dB that the one link is trained at. */
  readonly snrDb: readonly number[];
  /** How often all sentences are gone through; `steps`, where given, decides instead. */
  readonly epochs: number;
  readonly steps?: number;
  /** The highest learning rate. */
  readonly learningRate: number;
  /** The most tokens of a batch, padding included. */
  readonly batchTokens: number;
  /** A text to judge by; without it a tenth of the data is held back. */
  readonly validation?: string;
  /** Whether to go on from the checkpoint that an earlier run left beside `out`. */
  readonly resume: boolean;
  readonly seed: number;
  readonly threads: number;
}

/** Settings of {@linkcode FinetuneSettings} that have a usual value. */
export const FINETUNE_DEFAULTS = { epochs: 3, learningRate: 1e-4, batchTokens: 1000, part: "all" } as const;

/** Where the one link is trained if nothing is said. */
export const USUAL_SNRS = [0, 3, 6, 9, 12, 15, 18];

/** Refuses what is out of range. */
export function checkSettings({ epochs, steps, learningRate, batchTokens, seed }: FinetuneSettings): void {
  const whole = (what: string, value: number, least: number, most: number) => {
    if (Number.isInteger(value) && value >= least && value <= most) return;
    throw new UsageError(`The ${what} is ${value}, and must be a whole number from ${least} to ${most}`);
  };
  whole("number of epochs", epochs, 1, 10_000);
  if (steps !== undefined) whole("number of steps", steps, 1, 10_000_000);
  whole("number of tokens of a batch", batchTokens, 16, 20_000);
  whole("seed", seed, 0, Number.MAX_SAFE_INTEGER);
  if (!(learningRate > 0 && learningRate <= 0.1)) {
    throw new UsageError(`The learning rate is ${learningRate}, and must be above 0 and at most 0.1`);
  }
}
