/**
 * Sends every token of a codec's vocabulary that is a text by itself, as a message of its own, and random pairs of them, and
 * counts those that do not arrive though hardly any noise disturbs them:
 *
 *     deno run -A bench/floor.ts [--codec NAME] [--scheme NAME] [--snr DB,DB] [--rate USES,USES] [--singles N] [--pairs N]
 *
 * Of fewer singles than there are, N at even distances in the vocabulary are taken.
 */
import { parseArgs } from "node:util";
import type { Scheme } from "../codec/codec.ts";
import { readCodecFolder } from "../codec/folder/read.ts";
import { openCodec } from "../codec/open.ts";
import { Tokenizer } from "../codec/text/tokenizer.ts";
import { TOKENIZER } from "../codec/text/tokenizer_file.ts";
import { Link } from "../link/link.ts";

const { values } = parseArgs({
  options: {
    codec: { type: "string", default: "gpt2-mini" },
    scheme: { type: "string" },
    snr: { type: "string", default: "30,60" },
    rate: { type: "string", default: "4,6,8" },
    singles: { type: "string", default: "100000" },
    pairs: { type: "string", default: "5000" },
    seed: { type: "string", default: "1" },
  },
});

await using codec = await openCodec(values.codec, {
  threads: 1,
  ...values.scheme && { scheme: values.scheme as Scheme },
});
const all = await textsOfTokens(values.codec);
const step = Math.max(1, all.length / Number(values.singles));
const singles = Array.from({ length: Math.floor(all.length / step) }, (_, i) => all[Math.floor(i * step)]!);
const draw = generator(20);
const pairs = Array.from({ length: Number(values.pairs) }, () => draw() + draw());

for (const snrDb of values.snr.split(",").map(Number)) {
  for (const rate of values.rate.split(",").map(Number)) {
    await measure("single tokens", singles, snrDb, rate);
    await measure("pairs", pairs, snrDb, rate);
  }
}

async function measure(what: string, texts: readonly string[], snrDb: number, rate: number): Promise<void> {
  const link = new Link(codec, { snrDb, rate, seed: Number(values.seed) });
  const wrong: string[] = [];
  let [believed, uses, tokens] = [0, 0, 0];
  for (let from = 0; from < texts.length; from += 256) {
    const messages = texts.slice(from, from + 256).map((text, i) => ({ index: from + i + 1, text }));
    for (const outcome of await link.send(messages)) {
      if (outcome.status === "refused") throw outcome.error;
      const { text, reconstruction, channelUses, sentTokens, delivered } = outcome;
      uses += channelUses;
      tokens += sentTokens.length;
      if (reconstruction === text) continue;
      wrong.push(`${JSON.stringify(text)}→${JSON.stringify(reconstruction)}`);
      if (delivered !== false) believed++;
    }
  }
  const spent = (uses / Math.max(1, tokens)).toFixed(3);
  console.log(
    `${codec.name} ${codec.scheme}, ${snrDb} dB, rate ${rate}: ${texts.length} ${what}, ${spent} uses a token, ` +
      `${wrong.length} wrong, ${believed} of them believed: ${wrong.slice(0, 8).join(" ")}`,
  );
}

/** All texts that are a token each. */
async function textsOfTokens(name: string): Promise<string[]> {
  const { manifest, files } = await readCodecFolder(name, { purposes: ["learned", "language model"] });
  void manifest;
  const json = new TextDecoder().decode(files.get(TOKENIZER));
  using tokenizer = new Tokenizer(json);
  return Object.values(JSON.parse(json).model.vocab as Record<string, number>).map((id) => tokenizer.decode([id]))
    .filter((text) => text !== "" && tokenizer.encode(text).length === 1);
}

/** Draws texts at random, the same ones in every run. */
function generator(seed: number): () => string {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return all[Math.floor(state / 2 ** 32 * all.length)]!;
  };
}
