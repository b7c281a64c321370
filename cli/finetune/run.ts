import { EXIT, UsageError } from "../../errors.ts";
import { finetune, type FinetuneResult } from "../../finetune/finetune.ts";
import type { Progress } from "../../finetune/pace.ts";
import type { Part } from "../../finetune/parameters.ts";
import { type FinetuneSettings, USUAL_SNRS } from "../../finetune/settings.ts";
import { DEFAULTS } from "../../link/settings.ts";
import { Interruption } from "../shared/interruption.ts";
import { note } from "../shared/terminal.ts";

/** What `semcom finetune`'s command line parses to. */
export interface FinetuneOptions {
  readonly codec: string;
  readonly data: string;
  readonly out: string;
  readonly train: Part;
  readonly validation: string | undefined;
  readonly channel: string | undefined;
  readonly rate: number | undefined;
  readonly channelCode: string | undefined;
  readonly codeRate: number | undefined;
  readonly modulation: string | undefined;
  readonly bits: number | undefined;
  readonly snr: readonly number[] | undefined;
  readonly epochs: number;
  readonly steps: number | undefined;
  readonly lr: number;
  readonly batchTokens: number;
  readonly seed: number;
  readonly threads: number | undefined;
  readonly resume: boolean;
  readonly quiet: boolean;
}

/** Runs `semcom finetune` and returns the exit code. */
export async function runFinetuning(options: FinetuneOptions): Promise<number> {
  using interruption = new Interruption();
  const say = options.quiet ? () => {} : note;
  const settings = settingsOf(options);
  const report = (progress: Progress) => say(progressLine(progress));
  const result = await finetune(settings, report, () => interruption.requested);
  if (result.interrupted && interruption.exitCode !== undefined) {
    note(`Interrupted; the state is in ${result.checkpoint}: the same command with --resume goes on\n`);
    return interruption.exitCode;
  }
  say(summary(settings, result));
  return EXIT.done;
}

const LINK = ["channel", "rate", "channelCode", "codeRate", "modulation", "bits"] as const;

function settingsOf(options: FinetuneOptions): FinetuneSettings {
  const { codec, data, train, epochs, steps, lr, batchTokens, validation, resume, seed, threads, snr } = options;
  const link = Object.fromEntries(LINK.map((key) => [key, options[key]]).filter(([, value]) => value !== undefined));
  const fitted = Object.keys(link).length > 0;
  if (!fitted && snr !== undefined) {
    throw new UsageError("An SNR is given, and no link to fit the codec to: add --channel awgn, or leave --snr out");
  }
  return {
    codec,
    data,
    out: options.out.replace(/(?<=.)[\\/]+$/, ""),
    part: train,
    ...fitted && { link: { channel: DEFAULTS.channel, ...link } },
    snrDb: snr ?? USUAL_SNRS,
    epochs,
    ...steps !== undefined && { steps },
    learningRate: lr,
    batchTokens,
    ...validation !== undefined && { validation },
    resume,
    seed,
    threads: threads ?? navigator.hardwareConcurrency,
  };
}

/** "epoch 2/5  step 120/400  loss 0.912  BLEU 0.641  1234 tokens/s  3:05 left". */
export function progressLine(progress: Progress): string {
  const { epoch, epochs, steps, totalSteps, loss, bleu, tokensPerSecond, secondsLeft } = progress;
  const seconds = Math.round(secondsLeft);
  return [
    `epoch ${epoch}/${epochs}`,
    `step ${steps}/${totalSteps}`,
    `loss ${loss.toFixed(3)}`,
    ...bleu === undefined ? [] : [`BLEU ${bleu.toFixed(3)}`],
    `${tokensPerSecond.toFixed(0)} tokens/s`,
    `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} left`,
  ].join("  ") + "\n";
}

function summary({ out, codec }: FinetuneSettings, { baseline, best, validation }: FinetuneResult): string {
  const over = `(${validation.channel}, ${validation.snrDb} dB)`;
  return best.epoch === 0
    ? `${out}: no epoch was as good as ${codec} was, validation BLEU ${
      baseline.toFixed(3)
    } ${over}, so its weights are the same: take more text, or a lower --lr\n`
    : `${out}: epoch ${best.epoch}, validation BLEU ${best.bleu.toFixed(3)} ${over}, before ${baseline.toFixed(3)}\n`;
}
