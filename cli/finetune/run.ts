import { EXIT, UsageError } from "../../errors.ts";
import { finetune, type Finetuned } from "../../finetune/finetune.ts";
import type { Progress } from "../../finetune/pace.ts";
import { FINETUNE_DEFAULTS, type FinetuneSettings } from "../../finetune/settings.ts";
import { usualOf } from "../../link/check.ts";
import { fieldOf, type LinkSettings } from "../../link/fields.ts";
import { trustOwn } from "../codecs/trust.ts";
import { linkSettingsOf } from "../shared/fields.ts";
import { Interruption } from "../shared/interruption.ts";
import { asLine, note } from "../shared/terminal.ts";
import type { FinetuneOptions } from "./flags.ts";

/** Runs `semcom finetune` and returns the exit code. */
export async function runFinetuning(options: FinetuneOptions): Promise<number> {
  using interruption = new Interruption();
  const say = options.quiet ? () => {} : note;
  const settings = createSettings(options);
  const report = (progress: Progress) => say(formatProgress(progress));
  const warn = (text: string) => note(`semcom: warning: ${asLine(text, true)}\n`);
  const result = await finetune(settings, report, () => interruption.requested, warn);
  if (result.interrupted) {
    note(
      result.checkpoint === undefined
        ? "Interrupted before the first step; nothing is kept\n"
        : `Interrupted; the state is in ${result.checkpoint}: the same command with --resume goes on\n`,
    );
    return interruption.exitCode!;
  }
  await trustOwn(settings.out, settings.codec);
  say(summarise(settings, result));
  return EXIT.done;
}

function createSettings(options: FinetuneOptions): FinetuneSettings {
  const { data, train, epochs, steps, lr, batchTokens, validation, resume, threads, snrDb, encoding } = options;
  const { rank, alpha, targets, merge } = options;
  const lowRank = {
    ...rank !== undefined && { rank },
    ...alpha !== undefined && { alpha },
    ...targets !== undefined && { targets },
  };
  const {
    codec = `${usualOf(fieldOf("codec"))}`,
    seed = Number(usualOf(fieldOf("seed"))),
    ...link
  } = linkSettingsOf({ ...options, snrDb: undefined });
  const isFitted = Object.keys(link).length > 0;
  if (epochs !== undefined && steps !== undefined) {
    throw new UsageError(`Both epochs (${epochs}) and steps (${steps}) are given, and either decides: leave one out`);
  }
  return {
    codec,
    data,
    ...encoding !== undefined && { encoding },
    out: options.out.replace(/(?<=.)[\\/]+$/, ""),
    part: train,
    ...isFitted && { link },
    ...snrDb !== undefined && { snrDb },
    epochs: epochs ?? FINETUNE_DEFAULTS.epochs,
    ...steps !== undefined && { steps },
    ...lr !== undefined && { learningRate: lr },
    ...batchTokens !== undefined && { batchTokens },
    ...Object.keys(lowRank).length > 0 && { lowRank },
    ...merge && { merge },
    ...validation !== undefined && { validation },
    resume,
    seed,
    threads: threads ?? navigator.hardwareConcurrency,
  };
}

/** "epoch 2/5  step 120/400  loss 0.912  BLEU 0.641  1234 tokens/s  3:05 left". */
export function formatProgress(progress: Progress): string {
  const { epoch, epochs, steps, totalSteps, loss, figure, tokensPerSecond, secondsLeft } = progress;
  const seconds = Math.round(secondsLeft);
  return [
    `epoch ${epoch}/${epochs}`,
    `step ${steps}/${totalSteps}`,
    ...Number.isNaN(loss) ? [] : [`loss ${loss.toFixed(3)}`],
    ...figure === undefined ? [] : [`${figure.name} ${figure.value.toFixed(3)}`],
    ...Number.isNaN(tokensPerSecond) ? [] : [
      `${tokensPerSecond.toFixed(0)} tokens/s`,
      `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} left`,
    ],
  ].join("  ") + "\n";
}

function summarise({ out, codec }: FinetuneSettings, { figure, baseline, best, validation }: Finetuned): string {
  const over = validation === undefined ? "" : ` (${describeLink(validation)})`;
  return best.epoch === 0
    ? `${out}: no epoch was as good as ${codec} was, validation ${figure} ${
      baseline.toFixed(3)
    }${over}, so its weights are the same: take more text, or a lower --lr\n`
    : `${out}: epoch ${best.epoch}, validation ${figure} ${best.value.toFixed(3)}${over}, before ${
      baseline.toFixed(3)
    }\n`;
}

function describeLink({ channel, snrDb }: LinkSettings): string {
  const name = channel ?? usualOf(fieldOf("channel"));
  return snrDb === undefined ? `${name}` : `${name}, ${snrDb} dB`;
}
