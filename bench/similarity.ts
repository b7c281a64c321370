/**
 * The sentence encoder of similarity against people's judgement and against its original, its time and its memory:
 *
 *     deno run -A bench/similarity.ts PAIRS
 *
 * A line of PAIRS is two texts, what people said of them (any scale, the same for all) and, where it is known, the cosine
 * by the original, with tabs between. `tests/fidelity/make_similarity_vectors.py --pairs` adds
 * the cosines.
 */
import process from "node:process";
import { SentenceEncoder } from "../fidelity/sentence_encoder.ts";
import { megabytes } from "./process.ts";

interface Judged {
  readonly text: string;
  readonly reconstruction: string;
  readonly score: number;
  readonly cosine: number;
}

const [path] = Deno.args;
if (path === undefined) throw new Error("Give a file of pairs: text, text, score and cosine, with tabs between");
const pairs = Deno.readTextFileSync(path).trimEnd().split("\n").map((line): Judged => {
  const [text = "", reconstruction = "", score, cosine] = line.split("\t");
  if (!(Number(score) > -Infinity)) throw new Error(`No score is the third part of the line: ${line}`);
  return { text, reconstruction, score: Number(score), cosine: Number(cosine) };
});
const others = pairs.filter(({ text, reconstruction }) => text !== reconstruction);
const texts = new Set(others.flatMap(({ text, reconstruction }) => [text, reconstruction]));

await using encoder = await timed("opening it", 1, () => SentenceEncoder.open());
await timed("the first pair", 1, () => encoder.compare(others.slice(0, 1)));
const similarities = await timed(`a text of ${texts.size} together`, texts.size, () => encoder.compare(pairs));
const few = others.slice(0, 200);
await timed(`a text of pairs alone`, 2 * few.length, async () => {
  for (const pair of few) await encoder.compare([pair]);
});
print("peak memory (MB)", megabytes(Deno.pid, "VmHWM") ?? NaN);

print(
  "Spearman's correlation with the scores",
  correlation(ranks(similarities), ranks(pairs.map(({ score }) => score))),
  4,
);
print("Pearson's", correlation(similarities, pairs.map(({ score }) => score)), 4);
const known = pairs.map(({ cosine }, i) => Math.abs(cosine - similarities[i]!)).filter((difference) => difference >= 0);
if (known.length > 0) {
  print(
    "Spearman's of the original",
    correlation(ranks(pairs.map(({ cosine }) => cosine)), ranks(pairs.map(({ score }) => score))),
    4,
  );
  print(`largest difference from the original's cosine, of ${known.length}`, Math.max(...known), 4);
  print("mean difference", known.reduce((sum, difference) => sum + difference, 0) / known.length, 4);
}

/** Runs `work` and prints the processor time that a part of it took: time on the clock is other programs' as well. */
async function timed<T>(what: string, parts: number, work: () => Promise<T>): Promise<T> {
  const start = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(start);
  print(`${what} (ms of processor time)`, (user + system) / 1000 / parts, 2);
  return result;
}

/** Places in ascending order; equal values share the mean of theirs. */
function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranked: number[] = [];
  for (let first = 0, end = 0; first < order.length; first = end) {
    while (end < order.length && values[order[end]!] === values[order[first]!]) end++;
    for (const i of order.slice(first, end)) ranked[i] = (first + end - 1) / 2;
  }
  return ranked;
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const covariance = (x: readonly number[], meanX: number, y: readonly number[], meanY: number) =>
    x.reduce((sum, value, i) => sum + (value - meanX) * (y[i]! - meanY), 0);
  return covariance(a, meanA, b, meanB) / Math.sqrt(covariance(a, meanA, a, meanA) * covariance(b, meanB, b, meanB));
}

function print(what: string, value: number, digits = 0): void {
  console.log(`${what.padEnd(56)} ${value.toFixed(digits).padStart(8)}`);
}
