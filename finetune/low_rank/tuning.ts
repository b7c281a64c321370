import { dirname, resolve } from "node:path";
import type { Configuration, LowRankAdapter } from "../../codec/causal/configuration.ts";
import { buildGraphs } from "../../codec/causal/graphs.ts";
import { MERGES_PER_TOKEN } from "../../codec/causal/language_model.ts";
import type { CodecDescription } from "../../codec/codec.ts";
import type { Base, CausalManifest } from "../../codec/folder/causal_manifest.ts";
import { type CodecFolder, readCodecFolder } from "../../codec/folder/read.ts";
import { SpinalCodec } from "../../codec/spinal/spinal_codec.ts";
import { Tokenizer } from "../../codec/text/tokenizer.ts";
import { TOKENIZER } from "../../codec/text/tokenizer_file.ts";
import { readAdmitted } from "../../codec/trial/admit.ts";
import { UsageError } from "../../errors.ts";
import { splitWords } from "../../text/words.ts";
import { codecName } from "../codec_folder.ts";
import { encodeSentences } from "../sentences.ts";
import { LOW_RANK_DEFAULTS, type Settings } from "../settings.ts";
import type { Texts } from "../texts.ts";
import type { StepResult, StepSettings } from "../trainer.ts";
import type { Figure, Tunable, Tuning } from "../tuning.ts";
import { encodeAdapter, withAdapter } from "./beside.ts";
import { baseOf, writeLowRankFolder } from "./folder.ts";
import { matricesOf } from "./targets.ts";
import { LowRankTrainer, textBatch } from "./trainer.ts";

/** The type of an adapter's numbers in a codec. */
const TYPE = "F16";

const BITS: Figure = { name: "bits a word", key: "bits_a_word", isBetter: (one, other) => one < other };

/**
 * Opens a codec that is a language model, whose weights stay as they are: a low-rank adapter is trained beside them.
 * @throws {UsageError} for settings that have no effect on such a codec, or an adapter that it cannot have.
 */
export async function openLowRank(settings: Settings, description: CodecDescription): Promise<Tunable> {
  const { codec, out, part, link, snrDb, lowRank, merge } = settings;
  const has = (what: string) =>
    new UsageError(`${what}, and the codec ${codec} is a language model without a rate adapter: leave it out`);
  if (part === "adapter") throw has("The part to train is adapter");
  if (link !== undefined || snrDb !== undefined) throw has("A link to fit the codec to is given");
  const { rank, alpha, targets } = { ...LOW_RANK_DEFAULTS, ...lowRank };
  const folder = await readAdmitted(codec, ["language model"]) as CodecFolder<CausalManifest>;
  const { configuration } = folder.manifest;
  const matrices = matricesOf(configuration.architecture, targets);
  const beside: LowRankAdapter = { rank, scale: alpha / rank, matrices, type: TYPE };
  const whole = withAdapter(configuration, beside);
  const base = merge ? undefined : baseOf(folder, out);
  return {
    identity: {
      "codec": folder.sha256,
      "--rank": rank,
      "--alpha": alpha,
      "--targets": matrices.join(),
      "--merge": `${merge ?? false}`,
    },
    open: async (texts) => {
      const trainer = await LowRankTrainer.open(configuration, folder.files, beside, settings);
      return new LowRankTuning(settings, description, folder, beside, whole, base, texts, trainer);
    },
  };
}

class LowRankTuning implements Tuning {
  readonly figure = BITS;
  readonly base: Tuning["base"];
  readonly rows: readonly Int32Array[];
  readonly vectors: Tuning["vectors"];
  readonly provenance: Tuning["provenance"];
  readonly judgedBy = {};
  readonly validation = undefined;
  readonly #valid: readonly string[];

  constructor(
    private readonly settings: Settings,
    private readonly description: CodecDescription,
    private readonly folder: CodecFolder<CausalManifest>,
    beside: LowRankAdapter,
    /** The model's configuration with the adapter. */
    private readonly whole: Configuration,
    private readonly standsOn: Base | undefined,
    { train, valid }: Texts,
    private readonly trainer: LowRankTrainer,
  ) {
    const { manifest, sha256, files } = folder;
    const { vocabulary, context } = manifest.configuration;
    using tokenizer = new Tokenizer(new TextDecoder().decode(files.get(TOKENIZER)), vocabulary, MERGES_PER_TOKEN);
    this.rows = encodeSentences(train, tokenizer, Math.min(context - manifest.prompt.length, settings.batchTokens));
    this.#valid = valid;
    this.base = { name: manifest.name, sha256 };
    this.vectors = [trainer.values, trainer.optimizer.first, trainer.optimizer.second];
    const { rank, scale, matrices } = beside;
    this.provenance = { trained: { rank, scale, matrices } };
  }

  goOn(steps: number): void {
    this.trainer.optimizer.steps = steps;
  }

  async step(rows: readonly Int32Array[], _: number, settings: StepSettings): Promise<StepResult & { tokens: number }> {
    const { prompt, end } = this.folder.manifest;
    const batch = textBatch(rows, prompt, end);
    return { ...await this.trainer.step(batch, settings), tokens: batch.tokens };
  }

  /** The information of the validation sentences, their ends included, under the model as the codec will have it. */
  async judge(interrupted: () => boolean): Promise<number | undefined> {
    const { folder: { manifest, files }, whole } = this;
    const all = new Map([...files, ...this.#adapter(), ...buildGraphs(whole)]);
    const settings = { ...manifest, configuration: whole };
    await using codec = await SpinalCodec.open(this.description, settings, all, this.settings.threads);
    let bits = 0;
    for (const text of this.#valid) {
      if (interrupted()) return undefined;
      const [prepared] = await codec.prepare([text]);
      bits += prepared!.informationBits!;
    }
    return bits / this.#valid.reduce((sum, text) => sum + splitWords(text).length, 0);
  }

  write(folder: string, provenance: Readonly<Record<string, unknown>>): Promise<string> {
    const name = codecName(this.settings.out);
    return writeLowRankFolder(folder, name, this.folder, this.whole, this.#adapter(), this.standsOn, provenance);
  }

  async check(folder: string): Promise<void> {
    await readCodecFolder(folder, { beside: dirname(resolve(this.settings.out)) });
  }

  #adapter(): Map<string, Uint8Array<ArrayBuffer>> {
    return encodeAdapter(this.whole, this.trainer.parameters, this.trainer.values);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.trainer[Symbol.asyncDispose]();
  }
}
