/**
 * Sends every token of a codec's vocabulary that is a text by itself, as a message of its own, and counts those that do not
 * arrive:
 *
 *     deno run -A bench/spinal/single_tokens.ts [--codec NAME] [--snr DB] [--rate USES] [--limit N]
 */
import { parseArgs } from "node:util";
import { readCodecFolder } from "../../codec/folder/read.ts";
import { openCodec } from "../../codec/open.ts";
import { TOKENIZER } from "../../codec/text/tokenizer_file.ts";
import { Link } from "../../link/link.ts";

const { values } = parseArgs({
  options: {
    codec: { type: "string", default: "gpt2-mini" },
    snr: { type: "string", default: "20" },
    rate: { type: "string", default: "6" },
    limit: { type: "string", default: "10000" },
  },
});
const { files } = await readCodecFolder(values.codec, { purposes: ["language model"] });
const { model: { vocab } } = JSON.parse(new TextDecoder().decode(files.get(TOKENIZER)));
// A token of printable ASCII stands for itself, with a letter for the space before a word.
const texts = Object.keys(vocab).map((token) => token.replaceAll("Ġ", " "))
  .filter((text) => /^[\x20-\x7e]+$/.test(text)).slice(0, Number(values.limit));

await using codec = await openCodec(values.codec, { scheme: "spinal", threads: 1 });
const link = new Link(codec, { snrDb: Number(values.snr), rate: Number(values.rate) });
const wrong: string[] = [];
let unknown = 0;
for (const [i, text] of texts.entries()) {
  const [outcome] = await link.send([{ index: i + 1, text }]);
  if (outcome?.status !== "received" || outcome.reconstruction !== text) wrong.push(JSON.stringify(text));
  if (outcome?.status === "received" && outcome.delivered && outcome.reconstruction !== text) unknown++;
}
console.log(`${texts.length} single tokens, ${wrong.length} wrong, ${unknown} of them believed: ${wrong.join(" ")}`);
