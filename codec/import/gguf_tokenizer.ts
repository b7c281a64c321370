import { GGUF_PRE_TOKENIZERS } from "../text/pre_tokenizer.ts";
import type { Facts } from "./facts.ts";
import type { GgufValue } from "./gguf.ts";
import { shown } from "./shown.ts";

/** GGUF's numbers of the kinds of tokens that no text becomes: unknown, control, the user's own, unused. */
const SPECIAL_KINDS: readonly unknown[] = [2, 3, 4, 5];

/**
 * The text of a Hugging Face tokenizer.json of the tokenizer in a GGUF file's metadata.
 * @throws {RefusedError} if it is no byte-level byte-pair encoding, or cuts text in a way that is not known.
 */
export function tokenizerOfGguf(metadata: ReadonlyMap<string, GgufValue>, facts: Facts): string {
  const model = facts.text("tokenizer.ggml.model");
  if (model !== "gpt2") {
    const kind = model === "llama" ? "a SentencePiece model" : `the model ${shown(model)}`;
    throw facts.refused(`its tokenizer is ${kind}, and only byte-level byte-pair encodings (gpt2) are supported`);
  }
  facts.expect("tokenizer.ggml.add_space_prefix", false);
  const cut = facts.text("tokenizer.ggml.pre", "default");
  const preTokenizer = GGUF_PRE_TOKENIZERS.get(cut);
  if (preTokenizer === undefined) {
    throw facts.refused(
      `its tokenizer cuts text as ${shown(cut)} does, and known are ${[...GGUF_PRE_TOKENIZERS.keys()].join(", ")}`,
    );
  }
  const tokens = texts(metadata.get("tokenizer.ggml.tokens"));
  const merges = texts(metadata.get("tokenizer.ggml.merges"));
  if (tokens === undefined || merges === undefined) throw facts.refused("its tokenizer has no tokens or no merges");
  const kinds = metadata.get("tokenizer.ggml.token_type");
  const isSpecial = (id: number) => Array.isArray(kinds) && SPECIAL_KINDS.includes(kinds[id]);
  const byteLevel = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true };
  // Hugging Face's reader asks for the offsets, which cut nothing.
  const steps = preTokenizer.steps.map((step) => step.type === "ByteLevel" ? { ...step, trim_offsets: true } : step);
  return JSON.stringify({
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: tokens.flatMap((content, id) =>
      isSpecial(id)
        ? [{ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true }]
        : []
    ),
    normalizer: null,
    pre_tokenizer: steps.length === 1 ? steps[0] : { type: "Sequence", pretokenizers: steps },
    post_processor: null,
    decoder: byteLevel,
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges,
    },
  });
}

function texts(value: GgufValue | undefined): readonly string[] | undefined {
  return Array.isArray(value) && value.every((text) => typeof text === "string") ? value : undefined;
}
