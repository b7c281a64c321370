/**
 * How fast semcom receives, against Hugging Face's generate() with the same weights on the same channel output.
 *
 *     deno run -A models/recipe/bench_receive.ts --codec FOLDER --run RUN --text FILE --python PYTHON
 *
 * FOLDER is the codec that export.py made of the training run RUN (kind bart), FILE has a sentence a line, PYTHON has
 * torch and transformers. The first --count (256) lines that fit a segment are sent over AWGN at --snr (9) dB with --uses (6) channel
 * uses a token; then both sides receive them, from observations to token ids: rate adapter and decoder, fixed-point here,
 * greedy with a key-value cache there. Once a sentence at a time over the first 64, once in batches of 64 of similar
 * length over all. Both run in turn, --repeats (3) times after a warm-up, with --threads (2) each; the medians are
 * printed, and how many sentences both decode to the same ids. Processor time includes threads that wait by spinning.
 */
import { parseArgs } from "node:util";
import process from "node:process";
import { allocate } from "../../adapter/allocation.ts";
import { type Observation, RateAdapter } from "../../adapter/rate_adapter.ts";
import { awgn } from "../../channel/awgn.ts";
import { Random } from "../../channel/random.ts";
import { SemanticCodec } from "../../codec/codec.ts";
import { readCodecFolder } from "../../codec/folder.ts";

/** A sentence on its way: what was sent, and what the receiver is given. */
interface Sentence {
  readonly ids: Int32Array;
  readonly coordinates: Int32Array;
  readonly heard: Observation;
}

/** One way of receiving the sentences: indices into them, batch by batch. */
type Way = "one" | "batch";
type Batches = Record<Way, number[][]>;

/** One measured run of a way. */
interface Run {
  readonly seconds: number;
  readonly cpu: number;
  /** Decoded ids in the order of the sentences. */
  readonly ids: readonly ArrayLike<number>[];
  /** Decoder passes of each; only semcom has them. */
  readonly passes?: readonly number[];
}

const ROWS = 64;

class Receiver {
  constructor(readonly codec: SemanticCodec, readonly adapter: RateAdapter) {}

  /** Sends lines one by one, as the order of the batches is the receiver's affair. */
  async prepare(lines: readonly string[], count: number, uses: number, snrDb: number): Promise<Sentence[]> {
    const sentences: Sentence[] = [];
    for (const line of lines) {
      if (sentences.length === count) break;
      const ids = this.codec.tokenizer.encode(line);
      if (ids.length === 0 || ids.length > this.codec.manifest.max_tokens) continue;
      const coordinates = allocate(uses * ids.length, ids.length).map((n) => 2 * n);
      const features = await this.codec.encode([ids], [coordinates], snrDb, false);
      const [x] = await this.adapter.transmit(features, [coordinates], false);
      sentences.push({
        ids,
        coordinates,
        heard: awgn.transmit(x!, 10 ** (snrDb / 10), new Random(1, sentences.length)),
      });
    }
    return sentences;
  }

  async run(sentences: readonly Sentence[], batches: readonly number[][]): Promise<Run> {
    const ids: Int32Array[] = [];
    const passes: number[] = [];
    const start = performance.now();
    const cpu = process.cpuUsage();
    for (const batch of batches) {
      const rows = batch.map((i) => sentences[i]!);
      const evidence = await this.adapter.receive(rows.map((r) => r.heard), rows.map((r) => r.coordinates), false);
      const decoded = await this.codec.decode(evidence, rows.map((r) => r.ids.length));
      decoded.forEach((row, i) => {
        ids[batch[i]!] = row.ids;
        passes[batch[i]!] = row.passes;
      });
    }
    const used = process.cpuUsage(cpu);
    return { seconds: (performance.now() - start) / 1e3, cpu: (used.user + used.system) / 1e6, ids, passes };
  }
}

/** bench_generate.py as a process that is asked for a run at a time. */
class Generate implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #output: ReadableStreamDefaultReader<string>;
  #rest = "";

  constructor(python: string, run: string, work: string, threads: number) {
    const script = new URL("bench_generate.py", import.meta.url).pathname;
    this.#process = new Deno.Command(python, {
      args: [script, "--run", run, "--work", work, "--threads", `${threads}`],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    this.#input = this.#process.stdin.getWriter();
    this.#output = this.#process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  async run(way: Way): Promise<Run> {
    await this.#input.write(new TextEncoder().encode(`${way}\n`));
    while (!this.#rest.includes("\n")) {
      const { value, done } = await this.#output.read();
      if (done) throw new Error("bench_generate.py ended: its message is above");
      this.#rest += value;
    }
    const end = this.#rest.indexOf("\n");
    const line = this.#rest.slice(0, end);
    this.#rest = this.#rest.slice(end + 1);
    return JSON.parse(line);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.close();
    await this.#process.status;
  }
}

function waysOf(sentences: readonly Sentence[]): Batches {
  const indices = sentences.map((_, i) => i);
  const byLength = indices.toSorted((a, b) => sentences[a]!.ids.length - sentences[b]!.ids.length);
  const batch = Array.from(
    { length: Math.ceil(indices.length / ROWS) },
    (_, i) => byLength.slice(i * ROWS, (i + 1) * ROWS),
  );
  return { one: indices.slice(0, ROWS).map((i) => [i]), batch };
}

async function exchange(work: string, sentences: readonly Sentence[], batches: Batches, uses: number, width: number) {
  const facts = { lengths: sentences.map((s) => s.ids.length), coordinates: 2 * uses, width, batches };
  await Deno.writeTextFile(`${work}/facts.json`, JSON.stringify(facts));
  for (const what of ["y", "snr"] as const) {
    const bytes = sentences.flatMap((s) => [...new Uint8Array(s.heard[what].slice().buffer)]);
    await Deno.writeFile(`${work}/${what}.f32`, Uint8Array.from(bytes));
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

function same(ours: Run, theirs: Run): number {
  return ours.ids.filter((ids, i) => [...ids as Int32Array].join() === [...theirs.ids[i] as number[]].join()).length;
}

async function main(): Promise<void> {
  const text = (value?: string) =>
    value === undefined ? { type: "string" } as const : { type: "string", default: value } as const;
  const { values } = parseArgs({
    options: {
      codec: text(),
      run: text(),
      text: text(),
      python: text("python3"),
      count: text("256"),
      snr: text("9"),
      uses: text("6"),
      threads: text("2"),
      repeats: text("3"),
    },
  });
  const { codec, run, text: file, python } = values as Record<string, string>;
  if (!codec || !run || !file) throw new Error("Give --codec FOLDER --run RUN --text FILE --python PYTHON");
  const [count, snrDb, uses, threads, repeats] = [values.count, values.snr, values.uses, values.threads, values.repeats]
    .map(Number) as [number, number, number, number, number];
  const folder = await readCodecFolder(codec);
  await using semantic = await SemanticCodec.open(folder, threads);
  await using adapter = await RateAdapter.open(folder.files, folder.manifest.max_uses, threads);
  const receiver = new Receiver(semantic, adapter);
  const sentences = await receiver.prepare((await Deno.readTextFile(file)).split("\n"), count, uses, snrDb);
  const batches = waysOf(sentences);
  const work = await Deno.makeTempDir();
  try {
    await exchange(work, sentences, batches, uses, adapter.width);
    await using generate = new Generate(python!, run, work, threads);
    const tokens = sentences.reduce((sum, s) => sum + s.ids.length, 0);
    console.log(
      `${sentences.length} sentences of ${(tokens / sentences.length).toFixed(1)} tokens, AWGN ${snrDb} dB, ` +
        `${uses} uses a token, ${threads} threads each, median of ${repeats}`,
    );
    console.log("                    sentences/s                  CPU ms a sentence");
    console.log("                 semcom generate()   ratio      semcom generate()   ratio    same ids   passes");
    for (const way of ["one", "batch"] as const) {
      const rounds: [Run, Run][] = [];
      for (let i = 0; i <= repeats; i++) {
        rounds.push([await receiver.run(sentences, batches[way]), await generate.run(way)]);
      }
      const [ours, theirs] = rounds.shift()!;
      const n = ours.ids.length;
      const wall = [0, 1].map((side) => n / median(rounds.map((r) => r[side]!.seconds))) as [number, number];
      const cpu = [0, 1].map((side) => 1e3 * median(rounds.map((r) => r[side]!.cpu)) / n) as [number, number];
      const cell = (value: number, digits: number, space: number) => value.toFixed(digits).padStart(space);
      console.log(
        (way === "one" ? "one at a time" : `batches of ${ROWS}`).padEnd(14) +
          cell(wall[0], 1, 9) + cell(wall[1], 1, 11) + cell(wall[0] / wall[1], 2, 8) +
          cell(cpu[0], 1, 12) + cell(cpu[1], 1, 11) + cell(cpu[1] / cpu[0], 2, 8) +
          `${same(ours, theirs)}/${n}`.padStart(12) +
          cell(ours.passes!.reduce((sum, p) => sum + p, 0) / n, 2, 9),
      );
    }
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

if (import.meta.main) await main();
