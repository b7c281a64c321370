import type { CodecDescription } from "../codec/codec.ts";
import { type LearnedFolder, readLearnedFolder, requireLearned } from "../codec/folder/read.ts";
import { Tokenizer } from "../codec/text/tokenizer.ts";
import { TOKENIZER } from "../codec/text/tokenizer_file.ts";
import { readAdmitted } from "../codec/trial/admit.ts";
import { type LinkSettings, settingsByName } from "../link/fields.ts";
import { resolve } from "../link/resolve.ts";
import { WEIGHTS } from "../runtime/session.ts";
import type { Batch } from "./batch.ts";
import { codecName, writeCodecFolder } from "./codec_folder.ts";
import { drawBatch, mishear } from "./examples.ts";
import { describeFit, type Fit, resolveFit } from "./fit.ts";
import { drawMixedLinks, drawOneLink, type LinkDraw } from "./links.ts";
import { type ParameterTable, parameterTable, readParameters, writeParameters } from "./parameters.ts";
import { encodeSentences } from "./sentences.ts";
import { refuseLowRank, type Settings } from "./settings.ts";
import type { Texts } from "./texts.ts";
import { type StepResult, type StepSettings, Trainer } from "./trainer.ts";
import type { Figure, Tunable, Tuning, Written } from "./tuning.ts";
import { validate } from "./validation.ts";

const BLEU: Figure = { name: "BLEU", key: "bleu4", isBetter: (one, other) => one > other };

/**
 * Opens a codec with a rate adapter, to be trained by the graphs of its folder.
 * @throws {UsageError} for a link that it cannot have.
 * @throws {RefusedError} for a codec that was exported without what fine-tuning needs.
 */
export async function openLearned(settings: Settings, description: CodecDescription): Promise<Tunable> {
  refuseLowRank(settings);
  const fit = resolveFit(settings, description);
  const folder = requireLearned(await readAdmitted(settings.codec, ["learned", "fine-tuning"]));
  const width = 2 * folder.manifest.max_uses;
  const links = fit.links?.map((link) => resolve(link, description));
  const draw = links === undefined ? drawMixedLinks(width) : drawOneLink(links, width);
  return {
    identity: { "codec": folder.sha256, "--train": settings.part, "link": JSON.stringify(describeFit(fit)) },
    open: async (texts) => {
      const table = parameterTable(folder, settings.part);
      const values = readParameters(folder.files.get(WEIGHTS)!, table);
      const trainer = await Trainer.open(folder, table, values, settings.threads);
      return new LearnedTuning(settings, folder, fit, draw, texts, table, values, trainer);
    },
  };
}

class LearnedTuning implements Tuning {
  readonly figure = BLEU;
  readonly base: Tuning["base"];
  readonly rows: readonly Int32Array[];
  readonly vectors: Tuning["vectors"];
  readonly provenance: Tuning["provenance"];
  readonly judgedBy: Tuning["judgedBy"];
  readonly validation: LinkSettings;
  readonly #valid: readonly string[];

  constructor(
    private readonly settings: Settings,
    private readonly folder: LearnedFolder,
    fit: Fit,
    private readonly draw: LinkDraw,
    { train, valid }: Texts,
    private readonly table: ParameterTable,
    values: Float32Array<ArrayBuffer>,
    private readonly trainer: Trainer,
  ) {
    const { manifest, sha256, files } = folder;
    using tokenizer = new Tokenizer(new TextDecoder().decode(files.get(TOKENIZER)));
    this.rows = encodeSentences(train, tokenizer, Math.min(manifest.max_tokens, settings.batchTokens));
    this.#valid = valid;
    this.base = { name: manifest.name, sha256 };
    this.vectors = [values, trainer.first, trainer.second];
    this.provenance = { trained: settings.part, links: describeFit(fit) };
    this.validation = fit.validation;
    this.judgedBy = { link: settingsByName(fit.validation) };
  }

  goOn(steps: number): void {
    this.trainer.steps = steps;
  }

  async step(
    rows: readonly Int32Array[],
    number: number,
    settings: StepSettings,
  ): Promise<StepResult & { tokens: number }> {
    const batch = await this.#batch(rows, number);
    return { ...await this.trainer.step(batch, settings), tokens: batch.tokens };
  }

  /**
   * Makes the batch of a step. The rate adapter alone learns with the receiver's own guesses before each token: it has to weigh the
   * evidence against them. New language is learnt better from the right tokens (BLEU-1 .776 against .759 on the company of
   * README).
   */
  async #batch(rows: readonly Int32Array[], number: number): Promise<Batch> {
    const { settings: { part, seed }, folder: { manifest }, trainer } = this;
    const batch = drawBatch(rows, this.draw, manifest, seed, number);
    return part === "all" ? batch : await mishear(batch, (one) => trainer.guess(one), manifest, seed, number);
  }

  judge(interrupted: () => boolean, { path, sha256 }: Partial<Written> = {}): Promise<number | undefined> {
    const [codec, vouched] = path === undefined ? [this.settings.codec, this.base.sha256] : [`${path}/`, sha256!];
    return validate(codec, vouched, this.validation, this.#valid, this.settings.threads, interrupted);
  }

  write(folder: string, provenance: Readonly<Record<string, unknown>>): Promise<string> {
    const weights = writeParameters(this.folder.files.get(WEIGHTS)!, this.table, this.vectors[0]!);
    return writeCodecFolder(folder, codecName(this.settings.out), this.folder, weights, provenance);
  }

  async check(folder: string): Promise<void> {
    await readLearnedFolder(folder);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.trainer[Symbol.asyncDispose]();
  }
}
