import { isCausal } from "../codec/folder/manifest.ts";
import { findCodecFolder } from "../codec/folder/read.ts";
import { describeCodec } from "../codec/open.ts";
import { RefusedError, RunError, UsageError } from "../errors.ts";
import type { LinkSettings } from "../link/fields.ts";
import { exists } from "../runtime/open.ts";
import { guardWriting, syncFolderOf } from "../runtime/writing.ts";
import { Checkpoint, type Identity, type Position, RESUMABLE } from "./checkpoint.ts";
import { openLearned } from "./learned_tuning.ts";
import { openLowRank } from "./low_rank/tuning.ts";
import { Pace, type Progress } from "./pace.ts";
import { remove } from "./remove.ts";
import { learningRate } from "./schedule.ts";
import { epochBatches } from "./sentences.ts";
import { checkSettings, completeSettings, type FinetuneSettings, type Settings } from "./settings.ts";
import { readTexts, type Texts } from "./texts.ts";
import type { Tuning } from "./tuning.ts";

const WEIGHT_DECAY = 0.01;
const MAX_NORM = 1;

/** The result of a run. */
export type FinetuneResult = Finetuned | Interrupted;

/** A run that has written its codec. */
export interface Finetuned {
  readonly interrupted: false;
  /** The name of the figure that codecs are judged by: "BLEU", or "bits a word". */
  readonly figure: string;
  /** Validation before training. */
  readonly baseline: number;
  /** Validation of the codec that was written, with the epochs it took: none where the codec was best as it was. */
  readonly best: { readonly value: number; readonly epoch: number };
  /** The link that validation goes over, of a codec with a rate adapter. */
  readonly validation: LinkSettings | undefined;
}

/** A run that was interrupted. */
export interface Interrupted {
  readonly interrupted: true;
  /** The folder to go on from; undefined where validation before the first step was not done, and nothing is kept. */
  readonly checkpoint: string | undefined;
}

/**
 * Fine-tunes a codec on a text and writes the best of its epochs as a codec folder: the whole folder or nothing. The codec as
 * it was is one of those that the best is chosen from, so that none is written that validation finds worse. What is between
 * lies in `out.checkpoint`, from which an interrupted run can go on to the same result.
 *
 * A codec with a rate adapter is trained itself. One that is a language model stays as it is, and a low-rank adapter is
 * trained beside its weights.
 *
 * @example
 * ```ts
 * import { finetune, FINETUNE_DEFAULTS, openCodec } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * const folder = await Deno.makeTempDir();
 * const data = `${folder}/text.txt`, out = `${folder}/mine`;
 * await Deno.writeTextFile(data, "The gate is open.\nThe gate is closed.\n".repeat(30));
 * const settings = { ...FINETUNE_DEFAULTS, codec: "gpt2-mini", data, out, steps: 1, resume: false, seed: 0, threads: 1 };
 * const { interrupted } = await finetune(settings, () => {}, () => false);
 * assert.equal(interrupted, false);
 * {
 *   await using codec = await openCodec(out, { threads: 1 });
 *   assert.equal(codec.name, "mine");
 * }
 * await Deno.remove(folder, { recursive: true });
 * ```
 * @param report Called after every step that took a while, and after every epoch.
 * @param interrupted Asked before every step and again and again during validation; once it says so the state is saved and the
 * run ends.
 * @param warn Told if the newest saved state is damaged and the one before is gone on from.
 * @throws {UsageError} for settings out of range, or without effect on such a codec.
 * @throws {RefusedError} for a codec without what fine-tuning needs, too little text, an output that exists or that
 * another process is making, or a checkpoint of another run.
 * @throws {RunError} if the loss is no finite number any more, or if nothing can be written.
 */
export async function finetune(
  settings: FinetuneSettings,
  report: (progress: Progress) => void,
  interrupted: () => boolean,
  warn: (text: string) => void = () => {},
): Promise<FinetuneResult> {
  const description = await describeCodec(settings.codec);
  const isModel = description.scheme !== "separate" && isCausal((await findCodecFolder(settings.codec)).manifest);
  if (!isModel && description.scheme !== "learned") {
    throw new UsageError(
      `Cannot fine-tune the codec ${settings.codec}: its scheme is ${description.scheme}, and there is nothing in it to train: take another codec`,
    );
  }
  const complete = completeSettings(settings, isModel);
  checkSettings(complete);
  const prepare = isModel ? openLowRank(complete, description) : openLearned(complete, description);
  const { identity, open } = await prepare;
  const texts = await readTexts(settings);
  const checkpoint = new Checkpoint(settings.out, { ...identityOf(complete, texts), ...identity });
  using _lock = checkpoint.lock();
  if (await exists(settings.out)) { // asked under the lock: another process may just have made it
    throw new RefusedError(`Cannot write ${settings.out}: it exists; name another folder, or remove it`);
  }
  if (!settings.resume && checkpoint.begun()) {
    throw new UsageError(
      `An earlier run left ${checkpoint.folder}: go on from it with --resume, or remove it to begin anew`,
    );
  }
  await using tuning = await open(texts);
  return await new Run(complete, texts, tuning, checkpoint).train(report, interrupted, warn);
}

/** All that must not change between an interrupted run and the one that goes on from it, whatever the codec. */
function identityOf(
  { epochs, steps, learningRate, batchTokens, seed }: Settings,
  { data, validation }: Texts,
): Identity {
  return {
    "data": data.sha256,
    "validation text": validation?.sha256,
    "--epochs": epochs,
    "--steps": steps,
    "--lr": learningRate,
    "--batch-tokens": batchTokens,
    "--seed": seed,
  };
}

/** One run, its data read and its settings checked. */
class Run {
  readonly #epochs: number;
  readonly #totalSteps: number;

  constructor(
    private readonly settings: Settings,
    private readonly texts: Texts,
    private readonly tuning: Tuning,
    private readonly checkpoint: Checkpoint,
  ) {
    const { steps, epochs } = settings;
    const perEpoch = this.#batches(0).length;
    this.#epochs = steps === undefined ? epochs : Math.ceil(steps / perEpoch);
    this.#totalSteps = steps ?? this.#epochs * perEpoch;
  }

  #batches(epoch: number): Int32Array[][] {
    return epochBatches(this.tuning.rows, this.settings.batchTokens, this.settings.seed, epoch);
  }

  async train(
    report: (progress: Progress) => void,
    interrupted: () => boolean,
    warn: (text: string) => void,
  ): Promise<FinetuneResult> {
    const { settings, tuning, checkpoint } = this;
    const begun = settings.resume ? await this.#resume(warn) : await this.#begin(interrupted);
    if (begun === undefined) return { interrupted: true, checkpoint: undefined };
    let position = begun;
    tuning.goOn(position.steps);
    const stop = async (): Promise<Interrupted> => {
      await checkpoint.save(position, tuning.vectors);
      return { interrupted: true, checkpoint: checkpoint.folder };
    };
    const pace = new Pace(position, this.#epochs, this.#totalSteps, report);
    while (position.steps < this.#totalSteps || position.batch > 0) { // steps, or an epoch that is not judged yet
      const batches = this.#batches(position.epoch);
      while (position.batch < batches.length && position.steps < this.#totalSteps) {
        if (interrupted()) return await stop();
        const { loss, norm, tokens } = await tuning.step(batches[position.batch]!, position.steps, {
          learningRate: learningRate(settings.learningRate, position.steps, this.#totalSteps),
          weightDecay: WEIGHT_DECAY,
          maxNorm: MAX_NORM,
        });
        if (!Number.isFinite(loss) || !Number.isFinite(norm)) throw this.#diverged(position);
        const { batch, steps } = position;
        position = { ...position, batch: batch + 1, steps: steps + 1, tokens: position.tokens + tokens };
        pace.step(position, loss, tokens);
      }
      const judged = await this.#judge({ ...position, epoch: position.epoch + 1, batch: 0 }, pace, interrupted);
      if (judged === undefined) return await stop();
      position = judged;
      await checkpoint.save(position, tuning.vectors);
    }
    await this.#checkBest();
    await guardWriting(settings.out, async () => {
      await Deno.rename(checkpoint.best, settings.out);
      await syncFolderOf(settings.out);
      await remove(checkpoint.folder);
    }, { advice: RESUMABLE });
    const { baseline, best } = position;
    return { interrupted: false, figure: tuning.figure.name, baseline, best, validation: tuning.validation };
  }

  /**
   * The state before the first step, and the codec as it is for the best so far. Both are saved, so that a run that fails at
   * once fails before it has cost time. Undefined where it is interrupted before.
   */
  async #begin(interrupted: () => boolean): Promise<Position | undefined> {
    const baseline = await this.#judgeBase(interrupted);
    if (baseline === undefined) return undefined;
    const best = { value: baseline, epoch: 0 };
    const position: Position = { epoch: 0, batch: 0, steps: 0, tokens: 0, baseline, best };
    await this.checkpoint.save(position, this.tuning.vectors); // first: without a state there is nothing to go on from
    await this.#write(position);
    await this.#keep();
    return position;
  }

  /** Refuses a codec that has a number which is none: nothing could be learnt beside it. */
  async #judgeBase(interrupted: () => boolean): Promise<number | undefined> {
    const baseline = await this.tuning.judge(interrupted).catch((error) => {
      if (error instanceof RangeError) return NaN;
      throw error;
    });
    if (baseline === undefined || Number.isFinite(baseline)) return baseline;
    throw new RefusedError(
      `Cannot fine-tune the codec ${this.settings.codec}: validation is no finite number before the first step: is it damaged?`,
    );
  }

  /** The state that was saved, after a look at the best codec that was: hours of training would end in nothing without it. */
  async #resume(warn: (text: string) => void): Promise<Position> {
    const position = await this.checkpoint.restore(this.tuning.vectors, warn);
    if (await exists(this.checkpoint.best)) await this.#checkBest();
    return position;
  }

  /** Refuses the best codec so far where it is not what was written. */
  async #checkBest(): Promise<void> {
    const { best, folder } = this.checkpoint;
    try {
      if (!(await Deno.lstat(best)).isDirectory) {
        throw new Error(`Cannot use the codec ${best}: it is a link to another`);
      }
      await this.tuning.check(best);
    } catch (error) {
      throw new RefusedError(`${(error as Error).message}: remove ${folder} to begin anew`);
    }
  }

  /** Validates an epoch's parameters as a codec folder, and keeps that if none before was better. Undefined if interrupted. */
  async #judge(position: Position, pace: Pace, interrupted: () => boolean): Promise<Position | undefined> {
    const { tuning: { figure }, checkpoint } = this;
    const sha256 = await this.#write(position);
    const value = await this.tuning.judge(interrupted, { path: checkpoint.candidate, sha256 });
    if (value === undefined) return undefined;
    pace.judged(position, { name: figure.name, value });
    const isWorse = figure.isBetter(position.best.value, value);
    if (isWorse && await exists(checkpoint.best)) return position;
    await this.#keep();
    return { ...position, best: { value, epoch: position.epoch } };
  }

  /** Writes the candidate's folder, and returns its hash. */
  async #write(position: Position): Promise<string> {
    const { candidate } = this.checkpoint;
    return await guardWriting(candidate, async () => {
      await remove(candidate);
      try {
        return await this.tuning.write(candidate, this.#provenance(position));
      } catch (error) {
        if (error instanceof RangeError) throw this.#diverged(position);
        throw error;
      }
    }, { partial: candidate, advice: RESUMABLE });
  }

  /** The candidate takes the place of the best. */
  async #keep(): Promise<void> {
    const { candidate, best } = this.checkpoint;
    await guardWriting(best, async () => {
      await remove(best);
      await Deno.rename(candidate, best);
    }, { advice: RESUMABLE });
  }

  #provenance({ epoch, steps, tokens, baseline }: Position): Record<string, unknown> {
    const { learningRate, batchTokens, seed } = this.settings;
    const { data, valid } = this.texts;
    const { base, provenance, figure, judgedBy } = this.tuning;
    return {
      base,
      data: { sha256: data.sha256, bytes: data.bytes, rows: this.tuning.rows.length },
      ...provenance,
      epochs: epoch,
      steps,
      tokens,
      learning_rate: learningRate,
      batch_tokens: batchTokens,
      seed,
      validation: { ...judgedBy, sentences: valid.length, [`${figure.key}_before`]: baseline },
    };
  }

  #diverged({ steps, best }: Position): RunError {
    const { learningRate, batchTokens } = this.settings;
    const kept = `${this.checkpoint.best} is the best codec so far, ${
      best.epoch === 0 ? "as it was before the first step" : `of epoch ${best.epoch}`
    }`;
    return new RunError(
      `Stopped fine-tuning at step ${
        steps + 1
      }: the loss is no finite number any more; lower --lr (it is ${learningRate}) or raise --batch-tokens (${batchTokens}). ${kept}`,
    );
  }
}
