import { basename } from "node:path";
import { type LearnedFolder, readLearnedFolder, requireLearned } from "../codec/folder/read.ts";
import { describeCodec } from "../codec/open.ts";
import { Tokenizer } from "../codec/text/tokenizer.ts";
import { readAdmitted } from "../codec/trial/admit.ts";
import { RefusedError, RunError, UsageError } from "../errors.ts";
import { resolve, type ResolvedLink } from "../link/resolve.ts";
import { describeFit, type Fit, resolveFit } from "./fit.ts";
import { type LinkSettings, settingsByName } from "../link/fields.ts";
import { guardWriting, syncFolderOf } from "../runtime/writing.ts";
import type { Batch } from "./batch.ts";
import { Checkpoint, type Identity, type Position, RESUMABLE } from "./checkpoint.ts";
import { writeCodecFolder } from "./codec_folder.ts";
import { drawBatch, mishear } from "./examples.ts";
import { exists } from "../runtime/open.ts";
import { readText, type TextFile } from "../text/read_text.ts";
import { remove } from "./remove.ts";
import { drawMixedLinks, drawOneLink, type LinkDraw } from "./links.ts";
import { parameterTable, readParameters, writeParameters } from "./parameters.ts";
import { WEIGHTS } from "../runtime/session.ts";
import { Pace, type Progress } from "./pace.ts";
import { learningRate } from "./schedule.ts";
import { encodeSentences, epochBatches, holdBack, splitSentences } from "./sentences.ts";
import { checkSettings, type FinetuneSettings } from "./settings.ts";
import { Trainer } from "./trainer.ts";
import { validate } from "./validation.ts";

const WEIGHT_DECAY = 0.01;
const MAX_NORM = 1;

/** The result of a run. */
export interface FinetuneResult {
  readonly interrupted: boolean;
  /** Validation before training. */
  readonly baseline: number;
  /** Validation of the codec that was written, with the epochs it took: none where the codec was best as it was. */
  readonly best: { readonly bleu: number; readonly epoch: number };
  /** The link that validation goes over. */
  readonly validation: LinkSettings;
  /** The folder to go on from, if the run was interrupted. */
  readonly checkpoint: string;
}

/**
 * Fine-tunes a codec on a text and writes the best of its epochs as a codec folder: the whole folder or nothing. The codec as
 * it was is one of those that the best is chosen from, so that none is written that validation finds worse. What is between
 * lies in `out.checkpoint`, from which an interrupted run can go on to the same result.
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
 * @param interrupted Asked before every step; once it says so the state is saved and the run ends.
 * @param warn Told if the newest saved state is damaged and the one before is gone on from.
 * @throws {UsageError} for settings out of range.
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
  checkSettings(settings);
  const description = await describeCodec(settings.codec);
  if (description.scheme !== "learned") {
    throw new UsageError(
      `Cannot fine-tune the codec ${settings.codec}: its scheme is ${description.scheme}, and only a learned one has a rate adapter to train: take another codec`,
    );
  }
  const fit = resolveFit(settings, description);
  const links = fit.links?.map((link) => resolve(link, description));
  const folder = requireLearned(await readAdmitted(settings.codec, ["learned", "fine-tuning"]));
  const data = await readText(settings.data, settings.encoding);
  const validation = settings.validation === undefined
    ? undefined
    : await readText(settings.validation, settings.encoding);
  const run = new Run(settings, folder, fit, links, data, validation);
  using _lock = run.checkpoint.lock();
  if (await exists(settings.out)) { // asked under the lock: another process may just have made it
    throw new RefusedError(`Cannot write ${settings.out}: it exists; name another folder, or remove it`);
  }
  if (!settings.resume && run.checkpoint.begun()) {
    throw new UsageError(
      `An earlier run left ${run.checkpoint.folder}: go on from it with --resume, or remove it to begin anew`,
    );
  }
  return await run.train(report, interrupted, warn);
}

/** One run, its data read and its settings checked. */
class Run {
  readonly checkpoint: Checkpoint;
  readonly #rows: readonly Int32Array[];
  readonly #valid: readonly string[];
  readonly #draw: LinkDraw;
  readonly #epochs: number;
  readonly #totalSteps: number;

  constructor(
    private readonly settings: FinetuneSettings,
    private readonly folder: LearnedFolder,
    private readonly fit: Fit,
    links: readonly ResolvedLink[] | undefined,
    private readonly data: TextFile,
    private readonly validation: TextFile | undefined,
  ) {
    const { manifest } = folder;
    const { seed, steps, batchTokens } = settings;
    const judged = validation && splitSentences(validation.text);
    if (judged?.length === 0) throw new RefusedError(`Cannot judge by ${settings.validation}: it has no sentence`);
    const { train, valid } = holdBack(splitSentences(data.text), judged);
    using tokenizer = new Tokenizer(new TextDecoder().decode(folder.files.get("tokenizer.json")));
    this.#rows = encodeSentences(train, tokenizer, Math.min(manifest.max_tokens, batchTokens));
    this.#valid = valid;
    const width = 2 * manifest.max_uses;
    this.#draw = links === undefined ? drawMixedLinks(width) : drawOneLink(links, width);
    const perEpoch = epochBatches(this.#rows, batchTokens, seed, 0).length;
    this.#epochs = steps === undefined ? settings.epochs : Math.ceil(steps / perEpoch);
    this.#totalSteps = steps ?? this.#epochs * perEpoch;
    this.checkpoint = new Checkpoint(settings.out, this.#identity());
  }

  /** All that must not change between an interrupted run and the one that goes on from it. */
  #identity(): Identity {
    const { part, epochs, steps, learningRate, batchTokens, seed } = this.settings;
    return {
      "codec": this.folder.sha256,
      "data": this.data.sha256,
      "validation text": this.validation?.sha256,
      "--train": part,
      "--epochs": epochs,
      "--steps": steps,
      "--lr": learningRate,
      "--batch-tokens": batchTokens,
      "--seed": seed,
      "link": JSON.stringify(describeFit(this.fit)),
    };
  }

  async train(
    report: (progress: Progress) => void,
    interrupted: () => boolean,
    warn: (text: string) => void,
  ): Promise<FinetuneResult> {
    const { settings, folder, checkpoint } = this;
    const table = parameterTable(folder, settings.part);
    const values = readParameters(folder.files.get(WEIGHTS)!, table);
    await using trainer = await Trainer.open(folder, table, values, settings.threads);
    const vectors = [values, trainer.first, trainer.second];
    let position = settings.resume ? await this.#resume(vectors, warn) : await this.#begin(vectors);
    trainer.steps = position.steps;
    const end = (was: boolean): FinetuneResult => ({
      interrupted: was,
      baseline: position.baseline,
      best: position.best,
      validation: this.fit.validation,
      checkpoint: checkpoint.folder,
    });
    const pace = new Pace(position, this.#epochs, this.#totalSteps, report);
    while (position.steps < this.#totalSteps) {
      const batches = epochBatches(this.#rows, settings.batchTokens, settings.seed, position.epoch);
      while (position.batch < batches.length && position.steps < this.#totalSteps) {
        if (interrupted()) {
          await checkpoint.save(position, vectors);
          return end(true);
        }
        const rate = learningRate(settings.learningRate, position.steps, this.#totalSteps);
        const rows = batches[position.batch]!;
        const batch = await this.#batch(rows, position.steps, trainer);
        const { loss, norm } = await trainer.step(batch, {
          learningRate: rate,
          weightDecay: WEIGHT_DECAY,
          maxNorm: MAX_NORM,
        });
        if (!Number.isFinite(loss) || !Number.isFinite(norm)) throw this.#diverged(position);
        const { steps, tokens } = position;
        position = { ...position, batch: position.batch + 1, steps: steps + 1, tokens: tokens + batch.tokens };
        pace.step(position, loss, batch.tokens);
      }
      position = await this.#judge({ ...position, epoch: position.epoch + 1, batch: 0 }, table, values, pace);
      await checkpoint.save(position, vectors);
    }
    await this.#checkBest();
    await guardWriting(settings.out, async () => {
      await Deno.rename(checkpoint.best, settings.out);
      await syncFolderOf(settings.out);
      await remove(checkpoint.folder);
    }, { advice: RESUMABLE });
    return end(false);
  }

  /**
   * Makes the batch of a step. The rate adapter alone learns with the receiver's own guesses before each token: it has to weigh the
   * evidence against them. New language is learnt better from the right tokens (BLEU-1 .776 against .759 on the company of
   * README).
   */
  async #batch(rows: readonly Int32Array[], step: number, trainer: Trainer): Promise<Batch> {
    const { settings: { part, seed }, folder: { manifest } } = this;
    const batch = drawBatch(rows, this.#draw, manifest, seed, step);
    return part === "all" ? batch : await mishear(batch, (one) => trainer.guess(one), manifest, seed, step);
  }

  /**
   * The state before the first step, and the codec as it is for the best so far. Both are saved, so that a run that fails at
   * once fails before it has cost time.
   */
  async #begin(vectors: readonly Float32Array<ArrayBuffer>[]): Promise<Position> {
    const baseline = await this.#validate(this.settings.codec, this.folder.sha256);
    const best = { bleu: baseline, epoch: 0 };
    const position: Position = { epoch: 0, batch: 0, steps: 0, tokens: 0, baseline, best };
    await this.checkpoint.save(position, vectors); // first: without a state there is nothing to go on from
    await this.#write(position, this.folder.files.get(WEIGHTS)!);
    await this.#keep();
    return position;
  }

  /** The state that was saved, after a look at the best codec that was: hours of training would end in nothing without it. */
  async #resume(vectors: readonly Float32Array<ArrayBuffer>[], warn: (text: string) => void): Promise<Position> {
    const position = await this.checkpoint.restore(vectors, warn);
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
      await readLearnedFolder(best);
    } catch (error) {
      throw new RefusedError(`${(error as Error).message}: remove ${folder} to begin anew`);
    }
  }

  /** Validates an epoch's parameters as a codec folder, and keeps that if none before was better. */
  async #judge(
    position: Position,
    table: ReturnType<typeof parameterTable>,
    values: Float32Array,
    pace: Pace,
  ): Promise<Position> {
    const sha256 = await this.#write(position, this.#halves(table, values, position));
    const bleu = await this.#validate(`${this.checkpoint.candidate}/`, sha256);
    pace.judged(position, bleu);
    if (bleu < position.best.bleu && await exists(this.checkpoint.best)) return position;
    await this.#keep();
    return { ...position, best: { bleu, epoch: position.epoch } };
  }

  #validate(codec: string, sha256: string): Promise<number> {
    return validate(codec, sha256, this.fit.validation, this.#valid, this.settings.threads);
  }

  /** Writes the candidate's folder, and returns its hash. */
  async #write(position: Position, weights: Uint8Array<ArrayBuffer>): Promise<string> {
    const { candidate } = this.checkpoint;
    return await guardWriting(candidate, async () => {
      await remove(candidate);
      return await writeCodecFolder(
        candidate,
        nameOf(this.settings.out),
        this.folder,
        weights,
        this.#provenance(position),
      );
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

  #halves(table: ReturnType<typeof parameterTable>, values: Float32Array, position: Position) {
    try {
      return writeParameters(this.folder.files.get(WEIGHTS)!, table, values);
    } catch (error) {
      if (error instanceof RangeError) throw this.#diverged(position);
      throw error;
    }
  }

  #provenance({ epoch, steps, tokens, baseline }: Position): Record<string, unknown> {
    const { part, learningRate, batchTokens, seed } = this.settings;
    return {
      base: { name: this.folder.manifest.name, sha256: this.folder.sha256 },
      data: { sha256: this.data.sha256, bytes: this.data.bytes, rows: this.#rows.length },
      trained: part,
      links: describeFit(this.fit),
      epochs: epoch,
      steps,
      tokens,
      learning_rate: learningRate,
      batch_tokens: batchTokens,
      seed,
      validation: { link: settingsByName(this.fit.validation), sentences: this.#valid.length, bleu4_before: baseline },
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

/** A codec's name: that of its folder, with a dash for what names may not have. */
function nameOf(out: string): string {
  return basename(out).replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[^A-Za-z0-9]+/, "").slice(0, 100) || "codec";
}
