import { isRecord } from "../../runtime/json.ts";

/**
 * A way that byte-level tokenizers cut text into pieces before byte-pair encoding: what Hugging Face's tokenizer.json says of
 * it, and the one regular expression that does the same.
 */
interface PreTokenizer {
  /** GGUF's names for it. */
  readonly gguf: readonly string[];
  readonly steps: readonly Step[];
  readonly pattern: string;
}

/** A step of a pre-tokenizer as tokenizer.json has it, with what matters. */
type Step =
  | { readonly type: "ByteLevel"; readonly add_prefix_space: false; readonly use_regex: boolean }
  | { readonly type: "Digits"; readonly individual_digits: true }
  | {
    readonly type: "Split";
    readonly pattern: { readonly Regex: string };
    readonly behavior: "Isolated";
    readonly invert: false;
  };

/** Bytes become characters, and text is cut as GPT-2 cuts it, or has been cut. */
const byteLevel = (use_regex: boolean): Step => ({ type: "ByteLevel", add_prefix_space: false, use_regex });

/** Text is cut by a pattern. */
function split(pattern: string): Pick<PreTokenizer, "steps" | "pattern"> {
  const isolated = { type: "Split", pattern: { Regex: pattern }, behavior: "Isolated", invert: false } as const;
  return { steps: [isolated, byteLevel(false)], pattern };
}

const PRE_TOKENIZERS: readonly PreTokenizer[] = [
  { // GPT-2 (Radford et al., 2019) and BART
    gguf: ["gpt-2"],
    steps: [byteLevel(true)],
    pattern: "'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
  },
  { // SmolLM2: as GPT-2, of what lies between digits. White space before one is at the end of its text.
    gguf: ["smollm"],
    steps: [{ type: "Digits", individual_digits: true }, byteLevel(true)],
    pattern: "'(?:[sdmt]|ll|ve|re)| ?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+|\\s+(?![^\\s\\p{N}])|\\s+",
  },
  { // Llama 3
    gguf: ["llama-bpe", "llama3", "llama-v3"],
    ...split(
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
    ),
  },
  { // Qwen 2
    gguf: ["qwen2"],
    ...split(
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
    ),
  },
];

/** The pre-tokenizers that are known, by GGUF's names. */
export const GGUF_PRE_TOKENIZERS: ReadonlyMap<string, PreTokenizer> = new Map(
  PRE_TOKENIZERS.flatMap((known) => known.gguf.map((name) => [name, known])),
);

/**
 * The pattern that cuts text as the `pre_tokenizer` of a tokenizer.json does; undefined if it is none of those that are
 * known. Only these patterns are ever used, so that no stranger's runs.
 */
export function piecePattern(preTokenizer: unknown): RegExp | undefined {
  const given = stepsOf(preTokenizer);
  const known = PRE_TOKENIZERS.find(({ steps }) =>
    steps.length === given.length && steps.every((step, i) => isStep(given[i], step))
  );
  return known && new RegExp(withUnicodeSpaces(known.pattern), "gu");
}

/** White space is what Unicode says it is. JavaScript's \\s takes U+FEFF for some, and U+0085 for none. */
function withUnicodeSpaces(pattern: string): string {
  return pattern.replaceAll("\\s", "\\p{White_Space}").replaceAll("\\S", "\\P{White_Space}");
}

function stepsOf(preTokenizer: unknown): readonly unknown[] {
  if (!isRecord(preTokenizer) || preTokenizer.type !== "Sequence") return [preTokenizer];
  return Array.isArray(preTokenizer.pretokenizers) ? preTokenizer.pretokenizers : [];
}

/** Tells if a step is a known one. Settings that it leaves out have Hugging Face's default; other ones cut nothing. */
function isStep(given: unknown, step: Step): boolean {
  if (!isRecord(given)) return false;
  const said: Record<string, unknown> = { ...given.type === "ByteLevel" && { use_regex: true }, ...given };
  return Object.entries(step).every(([key, value]) => JSON.stringify(said[key]) === JSON.stringify(value));
}
