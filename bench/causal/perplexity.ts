/**
 * Bits a word and perplexity of a causal codec on texts, a line by itself after the codec's prompt:
 *
 *     deno run -A bench/causal/perplexity.ts FOLDER [--lines N] [--prompt TEXT] TEXT…
 *
 * perplexity_reference.py says what transformers makes of the same.
 */
import { parseArgs } from "node:util";
import { promptTokens } from "../../codec/import/prompt.ts";
import { openFolder } from "./folder.ts";

const { values, positionals } = parseArgs({
  args: Deno.args,
  allowPositionals: true,
  options: { lines: { type: "string" }, prompt: { type: "string" } },
});
const [folder, ...texts] = positionals;
if (folder === undefined) throw new Error("Give a codec folder and texts");
await using model = await openFolder(folder);
const prompt = values.prompt === undefined ? model.settings.prompt : promptTokens(values.prompt, model.tokenizer);
using context = await model.read(prompt);
for (const path of texts) {
  const lines = (await Deno.readTextFile(path)).split("\n").filter((line) => line !== "").slice(
    0,
    Number(values.lines ?? Infinity),
  );
  const begin = performance.now();
  let [bits, tokens, words, endBits] = [0, 0, 0, 0];
  for (const line of lines) {
    const surprisals = await model.surprisals(
      Int32Array.of(...model.tokenizer.encode(line), model.settings.end),
      context,
    );
    tokens += surprisals.length - 1;
    words += line.trim().split(/\s+/).length;
    bits += surprisals.subarray(0, -1).reduce((sum, one) => sum + one, 0);
    endBits += surprisals.at(-1)!;
  }
  const seconds = (performance.now() - begin) / 1000;
  console.log(
    `${path}: ${lines.length} lines, ${words} words, ${tokens} tokens, ${
      (bits / words).toFixed(4)
    } bits/word, perplexity ${(2 ** (bits / tokens)).toFixed(4)}, end ${(endBits / lines.length).toFixed(2)} bits, ${
      (tokens / seconds).toFixed(0)
    } tokens/s`,
  );
}
