import { isRecord } from "../../runtime/json.ts";
import { WEIGHTS } from "../../runtime/session.ts";
import { type LanguageModelSettings, parseLanguageModel } from "../causal/settings.ts";
import { TOKENIZER } from "../text/tokenizer_file.ts";
import { causalFiles } from "./causal_manifest.ts";
import { checkFiles, type CommonManifest, type FileSizes, refused } from "./common_manifest.ts";

/** The kinds of learned codec, and the structure of each one's language model. Nothing but names hangs on the kind: the graphs differ. */
export const STRUCTURES = { bart: "encoder-decoder", gpt2: "decoder-only" } as const;

/** The `codec.json` of a language model with a trained rate adapter. Every figure in it was measured by the recipe that wrote it. */
export interface LearnedManifest extends CommonManifest {
  readonly kind: keyof typeof STRUCTURES;
  /** Number of tokens that the tokenizer knows. */
  readonly vocabulary: number;
  /** Width of a token's features. */
  readonly d: number;
  /** The longest segment, in tokens. */
  readonly max_tokens: number;
  /** The most channel uses a token may have; twice as many real coordinates. */
  readonly max_uses: number;
  /** The token that stands before the first one. */
  readonly bos: number;
  /** The token that fills a batch's shorter rows. */
  readonly pad: number;
  /** Its training: sources, tokens seen, hours, links. */
  readonly training: Readonly<Record<string, unknown>>;
  /** Where each parameter lies in weights.bin, for fine-tuning: checked where it is used (finetune/parameters.ts). */
  readonly tensors?: unknown;
  /** The same language model without a rate adapter, for the spinal scheme, if the folder has its graphs. */
  readonly language_model?: LanguageModelSettings;
}

/** The graphs that sending text runs. */
export const GRAPHS: readonly string[] = ["encoder.onnx", "adapter_tx.onnx", "adapter_rx.onnx", "decoder.onnx"];

/** The files that a learned codec's folder may have: only fine-tuning reads them. */
export const FOR_FINE_TUNING = ["training_model.onnx", "optimizer_model.onnx", "eval_model.onnx"];

/** Vocabularies of GPT-2 and BART have about 50,000 tokens. */
const MAX_VOCABULARY = 100_000;
const MAX_TOKENIZER_BYTES = 2 ** 22;
const MAX_GRAPH_BYTES = 2 ** 22;
const MAX_TRAINING_GRAPH_BYTES = 2 ** 24;
const MAX_WEIGHTS_BYTES = 2 ** 31;

const RANGES = [
  ["vocabulary", 257, MAX_VOCABULARY],
  ["d", 8, 16_384],
  ["max_tokens", 4, 65_536],
  ["max_uses", 1, 1024],
  ["bos", 0, MAX_VOCABULARY],
  ["pad", 0, MAX_VOCABULARY],
] as const;

/**
 * Reads what is a learned codec's own.
 * @throws {RefusedError} naming the first field that is missing or out of range.
 */
export function parseLearned(common: CommonManifest): LearnedManifest {
  const manifest = common as LearnedManifest;
  for (const [field, min, max] of RANGES) {
    const value = manifest[field];
    if (!Number.isInteger(value) || value < min || value > max) {
      throw refused(`${field} must be a whole number from ${min} to ${max}`);
    }
  }
  if (!isRecord(manifest.training)) throw refused("training must be an object");
  for (const field of ["bos", "pad"] as const) {
    if (manifest[field] >= manifest.vocabulary) throw refused(`${field} must be a token of the vocabulary`);
  }
  const model = manifest.language_model;
  if (model !== undefined && parseLanguageModel(model, refused).configuration.vocabulary !== manifest.vocabulary) {
    throw refused("the vocabulary of language_model must be that of the codec");
  }
  const { sizes, required } = model === undefined ? { sizes: [], required: [] } : causalFiles(model.configuration);
  checkFiles(manifest.files, new Map([...filesOf(manifest), ...sizes]), [
    TOKENIZER,
    ...GRAPHS,
    WEIGHTS,
    ...required,
  ]);
  return manifest;
}

/** The tokenizer's size depends on how many tokens it knows. */
function filesOf({ vocabulary }: LearnedManifest): FileSizes {
  return new Map([
    [TOKENIZER, { max: Math.min(MAX_TOKENIZER_BYTES, 2 ** 16 + 128 * vocabulary) }],
    [WEIGHTS, { max: MAX_WEIGHTS_BYTES }],
    ...GRAPHS.map((name) => [name, { max: MAX_GRAPH_BYTES }] as const),
    ...FOR_FINE_TUNING.map((name) => [name, { max: MAX_TRAINING_GRAPH_BYTES }] as const),
  ]);
}
