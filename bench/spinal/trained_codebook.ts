/**
 * What a codebook that was trained through the model is worth beside a random one, where every token stands alone:
 *
 *     deno run -A bench/spinal/trained_codebook.ts TEXT [--snr 0,2] [--limit 24] [--beam 16]
 *
 * The trained code words are those of gpt2-mini's learned scheme, each of a token as a message alone, six uses; the random ones are
 * as long and have the same energy. A beam search under gpt2-mini's model looks for the message; it is told the number of tokens,
 * and there is no tail. Energy is the same for all tokens, or follows their surprisals.
 */
import { parseArgs } from "node:util";
import { Random } from "../../channel/random.ts";
import { CausalLanguageModel } from "../../codec/causal/language_model.ts";
import { languageModelOf } from "../../codec/folder/manifest.ts";
import { readCodecFolder } from "../../codec/folder/read.ts";
import { byScore, type Candidate, Candidates } from "../../codec/spinal/candidates.ts";
import { FidelityTotals } from "../../fidelity/fidelity.ts";
import { Fidelity, openCodec } from "../../mod.ts";

const CODEC = "gpt2-mini";
const [COORDINATES, BATCH, PRUNE, MAX_BITS] = [12, 64, 14, 24];

const { values, positionals: [path] } = parseArgs({
  allowPositionals: true,
  options: {
    snr: { type: "string", default: "0,2" },
    limit: { type: "string", default: "24" },
    beam: { type: "string", default: "16" },
  },
});
if (path === undefined) throw new Error("Give a text, a message a line");
const lines = (await Deno.readTextFile(path)).trimEnd().split("\n").slice(0, Number(values.limit));

const { manifest, files } = await readCodecFolder(CODEC, { purposes: ["language model"] });
const settings = languageModelOf(manifest)!;
const { end, configuration: { vocabulary } } = settings;
await using model = await CausalLanguageModel.open(settings, files, 1);
using context = await model.read(settings.prompt);
await using fidelity = await Fidelity.open();

const codebooks = { random: randomWords(), trained: await trainedWords() };
console.log("| Es/N0 (dB) | code words | energy | BLEU-1 | tokens right |\n| --: | --- | --- | --: | --: |");
for (const snrDb of values.snr.split(",").map(Number)) {
  for (const [name, words] of Object.entries(codebooks)) {
    for (const follows of [false, true]) {
      const { bleu1, right } = await measure(words, follows, snrDb);
      const energy = follows ? "by surprisal" : "constant";
      console.log(`| ${snrDb} | ${name} | ${energy} | ${bleu1.toFixed(3)} | ${right.toFixed(3)} |`);
    }
  }
}

/** [vocabulary][COORDINATES] of mean power 1/2 a coordinate. */
function randomWords(): Float32Array[] {
  const random = new Random(9, 0);
  return Array.from({ length: vocabulary }, () => normalised(new Float32Array(COORDINATES).map(() => random.normal())));
}

/** Random words for what is no text by itself. */
async function trainedWords(): Promise<Float32Array[]> {
  const words = randomWords();
  await using learned = await openCodec(CODEC, { threads: 1 });
  const ids = Array.from({ length: vocabulary }, (_, id) => id).filter((id) => {
    const text = model.tokenizer.decode([id]);
    const tokens = /[\p{Cc}\ufffd]/u.test(text) ? [] : [...model.tokenizer.encode(text)];
    return tokens.length === 1 && tokens[0] === id;
  });
  for (let from = 0; from < ids.length; from += BATCH) {
    const some = ids.slice(from, from + BATCH);
    const prepared = (await learned.prepare(some.map((id) => model.tokenizer.decode([id])))).map((one) => {
      if (one instanceof Error) throw one;
      return one;
    });
    const outgoing = prepared.map((one) => ({ prepared: one, coordinates: COORDINATES * one.tokens.length, round: 0 }));
    const encoded = await learned.encode(outgoing, { type: "uses", snrDb: 0 }, {});
    encoded.forEach(({ signal }, i) => {
      if (signal.type === "uses") words[some[i]!] = normalised(signal.x.slice(0, COORDINATES));
    });
  }
  return words;
}

function normalised(word: Float32Array): Float32Array {
  const energy = word.reduce((sum, value) => sum + value * value, 0);
  return word.map((value) => value * Math.sqrt(COORDINATES / 2 / energy));
}

async function measure(words: readonly Float32Array[], follows: boolean, snrDb: number) {
  const noise = 10 ** (-snrDb / 10); // N0
  const receptions = [];
  let [right, all] = [0, 0];
  for (const [index, text] of lines.entries()) {
    const ids = [...model.tokenizer.encode(text), end];
    const bits = await model.surprisals(Int32Array.from(ids), context);
    const weightOf = (surprisal: number) => follows ? Math.min(MAX_BITS, surprisal) + 1 : 1;
    const mean = bits.reduce((sum, surprisal) => sum + weightOf(surprisal), 0) / ids.length;
    const random = new Random(7, index);
    const heard = ids.map((id, t) => {
      const amplitude = Math.sqrt(weightOf(bits[t]!) / mean);
      return words[id]!.map((value) => amplitude * value + Math.sqrt(noise / 2) * random.normal());
    });
    const found = await search(words, heard, noise, (surprisal) => weightOf(surprisal) / mean);
    ids.forEach((id, t) => right += Number(found[t] === id));
    all += ids.length;
    const reconstruction = model.tokenizer.decode(found.slice(0, -1));
    receptions.push({ text, reconstruction, sentTokens: ids, receivedTokens: found });
  }
  const totals = new FidelityTotals(fidelity.metrics);
  for (const counts of await fidelity.count(receptions)) totals.add(counts);
  return { bleu1: totals.figures().bleu1!, right: right / all };
}

/** The likeliest message of as many tokens as were heard. */
async function search(
  words: readonly Float32Array[],
  heard: readonly Float32Array[],
  noise: number,
  energyOf: (surprisal: number) => number,
): Promise<number[]> {
  using hypotheses = await model.begin(context);
  let texts: { readonly score: number; readonly tokens: number[] }[] = [{ score: 0, tokens: [] }];
  for (const [t, y] of heard.entries()) {
    const isLast = t === heard.length - 1;
    const products = words.map((word) => word.reduce((sum, value, i) => sum + value * y[i]!, 0));
    const best = new Candidates(Number(values.beam), PRUNE, -Infinity);
    texts.forEach(({ score }, parent) => {
      const expected = hypotheses.logProbabilities[parent]!;
      for (let token = 0; token < vocabulary; token++) {
        if ((token === end) !== isLast) continue;
        const energy = energyOf(-expected[token]! * Math.LOG2E);
        const said = (2 * Math.sqrt(energy) * products[token]! - energy * COORDINATES / 2) / noise;
        best.add({ parent, token, steps: 0, score: score + (expected[token]! + said) * Math.LOG2E });
      }
    });
    const kept: Candidate[] = best.list().sort(byScore);
    texts = kept.map(({ parent, token, score }) => ({ score, tokens: [...texts[parent]!.tokens, token] }));
    if (!isLast) await hypotheses.step(kept.map(({ parent }) => parent), kept.map(({ token }) => token));
  }
  return texts[0]!.tokens;
}
