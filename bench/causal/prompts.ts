/**
 * The cost of different prompts, and of different ways to end a message, in a causal codec; a line of text is a message:
 *
 *     deno run -A bench/causal/prompts.ts FOLDER [--lines N] [--prompts FILE] TEXT…
 *
 * FILE holds a JSON list of prompts, in which the names of special tokens stand for those tokens. Bits a word are of the
 * lines alone. The end is charged in bits a message: as one token, or as all tokens that no line goes on with together
 * (special ones, and those that begin with a line's end).
 */
import { parseArgs } from "node:util";
import { promptTokens } from "../../codec/import/prompt.ts";
import { openFolder } from "./folder.ts";

const PROMPTS = ["<|im_start|>", "<|endoftext|>", "<|im_start|>user\n", "<|im_start|>assistant\n"];

const { values, positionals } = parseArgs({
  args: Deno.args,
  allowPositionals: true,
  options: { lines: { type: "string" }, prompts: { type: "string" } },
});
const [folder, ...texts] = positionals;
if (folder === undefined) throw new Error("Give a codec folder and texts");
const prompts: string[] = values.prompts === undefined ? PROMPTS : JSON.parse(await Deno.readTextFile(values.prompts));
await using model = await openFolder(folder);
const { tokenizer, settings: { configuration: { vocabulary } } } = model;

/** Tokens that may end a message: single ones, and all tokens that no line goes on with. */
const newline = tokenizer.encode("\n")[0]!;
const special = [...tokenizer.special.values()];
const noLine = Array.from({ length: vocabulary }, (_, id) => id).filter((id) => {
  return special.includes(id) || /^[\r\n]/.test(String.fromCharCode(...tokenizer.bytes(id)));
});
const ENDS: Record<string, readonly number[]> = {
  ...Object.fromEntries(["<|im_end|>", "<|endoftext|>"].flatMap((name) => {
    const id = tokenizer.special.get(name);
    return id === undefined ? [] : [[name, [id]]];
  })),
  "\\n": [newline],
  together: noLine,
};

console.log(
  `| prompt | ${texts.map((path) => path.split("/").at(-1)!.split(".")[0]).join(" | ")} | ${
    Object.keys(ENDS).join(" | ")
  } |`,
);
for (const prompt of prompts) {
  using context = await model.read(promptTokens(prompt, tokenizer));
  const ends = Object.fromEntries(Object.keys(ENDS).map((name) => [name, 0]));
  let messages = 0;
  const bitsPerWord: string[] = [];
  for (const path of texts) {
    const lines = (await Deno.readTextFile(path)).split("\n").filter((line) => line !== "");
    let [bits, words] = [0, 0];
    for (const line of lines.slice(0, Number(values.lines ?? Infinity))) {
      const ids = tokenizer.encode(line);
      bits += (await model.surprisals(ids, context)).reduce((sum, one) => sum + one, 0);
      words += line.trim().split(/\s+/).length;
      using after = await model.read(ids, context);
      using hypotheses = await model.begin(after);
      const next = hypotheses.logProbabilities[0]!;
      for (const [name, ids] of Object.entries(ENDS)) {
        ends[name]! -= Math.log2(ids.reduce((sum, id) => sum + Math.exp(next[id]!), 0));
      }
      messages++;
    }
    bitsPerWord.push((bits / words).toFixed(2));
  }
  const endBits = Object.values(ends).map((bits) => (bits / messages).toFixed(2));
  console.log(`| \`${JSON.stringify(prompt).slice(1, -1)}\` | ${bitsPerWord.join(" | ")} | ${endBits.join(" | ")} |`);
}
