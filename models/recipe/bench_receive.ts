/**
 * Speed of semcom's receiver against Hugging Face's generate() with the same weights on the same channel output.
 *
 *     deno run -A models/recipe/bench_receive.ts --text FILE --python PYTHON
 *
 * FILE has a sentence a line, PYTHON has torch, transformers and onnx, and the weights are those of --codec (bart-mini), a
 * bundled codec of kind bart. The first --count (256) lines that fit a segment are sent over AWGN at --snr (9) dB with
 * --uses (6) channel uses a token. Then both sides receive them, from observations to token ids: the rate adapter and
 * the decoder, by fixed-point decoding here, greedy with a key-value cache there (bench_generate.py). First a sentence
 * at a time, the first 64 of them; then all in batches of 64 of similar length; then in the codec's own batches (codec/learned/batches.ts),
 * against generate() in batches of 64, which suit it better. The sides take turns, --repeats (3) times after a warm-up,
 * with --threads (2) each. Printed are the medians, and how many sentences both decode to the same ids. Processor time
 * depends less on what else the machine does, but includes threads that wait by spinning.
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { median } from "../../bench/median.ts";
import { Peer } from "../../bench/peer.ts";
import { type CoordinateEstimates, RateAdapter } from "../../adapter/rate_adapter.ts";
import { Random } from "../../channel/random.ts";
import { receive } from "../../channel/receiver/receive.ts";
import { ORDINARY_RECEIVER } from "../../channel/receiver/receiver.ts";
import { channelFrom } from "../../channel/registry.ts";
import { SemanticModel } from "../../codec/learned/semantic_model.ts";
import { readLearnedFolder } from "../../codec/folder/read.ts";
import { batchesOf } from "../../codec/learned/batches.ts";
import { Tokenizer } from "../../codec/text/tokenizer.ts";

/** A sentence on its way: its tokens, and the receiver's observation. */
interface Sentence {
  readonly index: number;
  readonly ids: Int32Array;
  readonly coordinates: Int32Array;
  readonly heard: CoordinateEstimates;
}

type Batches = readonly (readonly Sentence[])[];

/** All sentences, or some, received once. */
interface Run {
  readonly seconds: number;
  /** Seconds of processor time. */
  readonly cpu: number;
  /** Decoded ids in the order of the sentences. */
  readonly ids: readonly (readonly number[])[];
}

const ROWS = 64;

class Semcom {
  /** Decoder passes of each sentence, the last time that it was received. */
  readonly passes: number[] = [];

  constructor(
    readonly tokenizer: Tokenizer,
    readonly model: SemanticModel,
    readonly adapter: RateAdapter,
  ) {}

  /** Sends the first `count` lines that are one segment. */
  async send(lines: readonly string[], count: number, uses: number, snrDb: number): Promise<Sentence[]> {
    const awgn = channelFrom("awgn");
    const sentences: Sentence[] = [];
    for (const line of lines) {
      const ids = this.tokenizer.encode(line);
      if (ids.length === 0 || ids.length > this.model.maxTokens) continue;
      const index = sentences.length;
      if (index === count) break;
      const coordinates = new Int32Array(ids.length).fill(2 * uses);
      const features = await this.model.encode([ids], [coordinates], { type: "uses", snrDb });
      const [x] = await this.adapter.transmit(features, [coordinates], false);
      const heard = receive(awgn, ORDINARY_RECEIVER, x!, 10 ** (snrDb / 10), new Random(1, index));
      sentences.push({ index, ids, coordinates, heard });
    }
    return sentences;
  }

  async receive(batches: Batches): Promise<Run> {
    const ids: number[][] = [];
    const cpu = process.cpuUsage();
    const start = performance.now();
    for (const batch of batches) {
      const evidence = await this.adapter.receive(batch.map((s) => s.heard), batch.map((s) => s.coordinates), false);
      const decoded = await this.model.decode(evidence, batch.map((s) => s.ids.length));
      decoded.forEach((row, i) => {
        ids[batch[i]!.index] = [...row.ids];
        this.passes[batch[i]!.index] = row.passes;
      });
    }
    const seconds = (performance.now() - start) / 1e3;
    const { user, system } = process.cpuUsage(cpu);
    return { seconds, cpu: (user + system) / 1e6, ids };
  }
}

function rowsByLength(sentences: readonly Sentence[]): Sentence[][] {
  const sorted = sentences.toSorted((a, b) => a.ids.length - b.ids.length);
  return Array.from({ length: Math.ceil(sorted.length / ROWS) }, (_, i) => sorted.slice(i * ROWS, (i + 1) * ROWS));
}

/** Writes what bench_generate.py reads. */
async function handOver(over: readonly Sentence[], one: Batches, batch: Batches, width: number, work: string) {
  const indices = (batches: Batches) => batches.map((rows) => rows.map((s) => s.index));
  const facts = {
    lengths: over.map((s) => s.ids.length),
    coordinates: over[0]!.coordinates[0],
    width,
    batches: { one: indices(one), batch: indices(batch) },
  };
  await Deno.writeTextFile(`${work}/facts.json`, JSON.stringify(facts));
  for (const what of ["y", "snr"] as const) {
    const values = Float32Array.from(over.flatMap((s) => [...s.heard[what]]));
    await Deno.writeFile(`${work}/${what}.f32`, new Uint8Array(values.buffer));
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** One line of the table: both sides in turn, the first time to warm up. */
async function compare(name: string, repeats: number, ours: () => Promise<Run>, theirs: () => Promise<Run>) {
  const pairs: [Run, Run][] = [];
  for (let i = 0; i <= repeats; i++) pairs.push([await ours(), await theirs()]);
  const [[first, other]] = pairs.splice(0, 1) as [[Run, Run]];
  const count = first.ids.length;
  const same = first.ids.filter((ids, i) => ids.join() === other.ids[i]!.join()).length;
  const [us, them] = [0, 1].map((side) => ({
    speed: count / median(pairs.map((pair) => pair[side]!.seconds)),
    cpu: 1e3 * median(pairs.map((pair) => pair[side]!.cpu)) / count,
  })) as [{ speed: number; cpu: number }, { speed: number; cpu: number }];
  const cells = [us.speed, them.speed, us.speed / them.speed, us.cpu, them.cpu, them.cpu / us.cpu];
  console.log(name.padEnd(16), ...cells.map((value) => value.toFixed(1).padStart(10)), `${same}/${count}`.padStart(10));
}

if (import.meta.main) {
  const option = (value: string) => ({ type: "string", default: value }) as const;
  const { values } = parseArgs({
    options: {
      codec: option("bart-mini"),
      text: { type: "string" },
      python: option("python3"),
      count: option("256"),
      snr: option("9"),
      uses: option("6"),
      threads: option("2"),
      repeats: option("3"),
    },
  });
  if (!values.text) throw new Error("Give --text FILE (and --python PYTHON)");
  const folder = await readLearnedFolder(values.codec);
  using tokenizer = new Tokenizer(new TextDecoder().decode(folder.files.get("tokenizer.json")));
  await using model = await SemanticModel.open(folder, Number(values.threads));
  await using adapter = await RateAdapter.open(folder.files, folder.manifest.max_uses, Number(values.threads));
  const semcom = new Semcom(tokenizer, model, adapter);
  const lines = (await Deno.readTextFile(values.text)).split("\n");
  const sentences = await semcom.send(lines, Number(values.count), Number(values.uses), Number(values.snr));
  const one = sentences.slice(0, ROWS).map((sentence) => [sentence]);
  const batch = rowsByLength(sentences);
  const work = await Deno.makeTempDir();
  try {
    await handOver(sentences, one, batch, adapter.width, work);
    const path = new URL(`../${values.codec}`, import.meta.url).pathname;
    const args = ["--codec", path, "--work", work, "--threads", values.threads];
    await using generate = new Peer(values.python, new URL("bench_generate.py", import.meta.url), args);
    const tokens = mean(sentences.map((s) => s.ids.length)).toFixed(1);
    console.log(
      `${sentences.length} sentences of ${tokens} tokens, AWGN ${values.snr} dB, ${values.uses} uses a token, ` +
        `${values.threads} threads a side, median of ${values.repeats}\n`,
    );
    console.log("                                sentences/s             CPU ms a sentence              same");
    console.log("                     semcom generate()     times     semcom generate()     times    ids");
    const row = (name: string, batches: Batches, way: "one" | "batch") =>
      compare(name, Number(values.repeats), () => semcom.receive(batches), () => generate.ask<Run>(way));
    await row("one at a time", one, "one");
    await row(`batches of ${ROWS}`, batch, "batch");
    await row(
      "a link's batches",
      batchesOf(sentences.map(({ ids }) => ids.length)).map((rows) => rows.map((i) => sentences[i]!)),
      "batch",
    );
    console.log(`\n${mean(semcom.passes).toFixed(2)} decoder passes a sentence`);
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}
