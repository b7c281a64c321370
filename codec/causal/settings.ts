import { isRecord } from "../../runtime/json.ts";
import type { Configuration } from "./configuration.ts";
import { parseConfiguration } from "./parse_configuration.ts";

/** All that is said of a causal language model in a codec.json but its files. */
export interface LanguageModelSettings {
  /** Its graphs and the sizes of its weights files follow from this. */
  readonly configuration: Configuration;
  /** The tokens that the model has read before a message. */
  readonly prompt: readonly number[];
  /** The token that ends a message. */
  readonly end: number;
  /**
   * Bits a token of ordinary text, as the spinal scheme counts them: the mean weight of a message with its end and its tail
   * (codec/spinal/frame.ts) for each of its tokens. A rate is the mean over such text.
   */
  readonly typical_bits: number;
}

const MAX_PROMPT = 1024;

/**
 * Checks the settings of a model that came with a codec.
 * @param refused The error that says what is wrong.
 */
export function parseLanguageModel(value: unknown, refused: (why: string) => Error): LanguageModelSettings {
  if (!isRecord(value)) throw refused("language_model must be an object");
  const { vocabulary, context } = parseConfiguration(value.configuration, refused);
  const { prompt, end } = value;
  const isToken = (id: unknown) => Number.isInteger(id) && (id as number) >= 0 && (id as number) < vocabulary;
  const max = Math.min(MAX_PROMPT, context / 2);
  if (!Array.isArray(prompt) || prompt.length < 1 || prompt.length > max || !prompt.every(isToken)) {
    throw refused(`prompt must be a list of 1 to ${max} tokens of the vocabulary`);
  }
  if (!isToken(end)) throw refused("end must be a token of the vocabulary");
  if (!(typeof value.typical_bits === "number" && value.typical_bits >= 1 && value.typical_bits <= 32)) {
    throw refused("typical_bits must be a number from 1 to 32");
  }
  return value as unknown as LanguageModelSettings;
}
