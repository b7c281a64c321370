/**
 * The cost of decoding by the spinal scheme, beside that of generating as many tokens greedily with the same model:
 *
 *     deno run -A bench/spinal/speed.ts [--codec NAME] [--rate USES] [--snr 10,6,3,1] [--limit N] [--threads N] TEXT
 *
 * A row an SNR: messages that arrived, mean hypotheses of a step, the milliseconds of a message, and how many times those of
 * the generation that is. The two take turns message by message, so that a busy machine slows both.
 */
import { parseArgs } from "node:util";
import { Random } from "../../channel/random.ts";
import { CausalLanguageModel } from "../../codec/causal/language_model.ts";
import type { Context } from "../../codec/causal/context.ts";
import { USUAL_BEAM } from "../../codec/codec.ts";
import { languageModelOf } from "../../codec/folder/manifest.ts";
import { readCodecFolder } from "../../codec/folder/read.ts";
import { Codebook } from "../../codec/spinal/codebook.ts";
import { END } from "../../codec/causal/ending.ts";
import { evidenceOf } from "../../codec/spinal/evidence.ts";
import { type Form, formOf } from "../../codec/spinal/form.ts";
import { roundSurprisal, STEPS, TAIL_WEIGHT } from "../../codec/spinal/frame.ts";
import { Prior } from "../../codec/causal/prior.ts";
import { EXTRA_WORDS, Search } from "../../codec/spinal/search.ts";
import { transmit, weightOf } from "../../codec/spinal/transmit.ts";
import { widen } from "../../codec/spinal/widen.ts";

const { values, positionals: [path] } = parseArgs({
  allowPositionals: true,
  options: {
    codec: { type: "string", default: "smollm2-135m" },
    rate: { type: "string", default: "6" },
    snr: { type: "string", default: "10,6,3,1" },
    limit: { type: "string", default: "10" },
    threads: { type: "string", default: "1" },
  },
});
if (path === undefined) throw new Error("Give a text, a message a line");
const lines = (await Deno.readTextFile(path)).split("\n").filter((line) => line !== "").slice(0, Number(values.limit));

const { manifest, files } = await readCodecFolder(values.codec, { purposes: ["language model"] });
const settings = languageModelOf(manifest);
if (settings === undefined) throw new Error(`${values.codec} has no causal language model`);
await using model = await CausalLanguageModel.open(settings, files, Number(values.threads));
using context = await model.read(settings.prompt);
const prior = new Prior(model, context);
const codebook = new Codebook(settings.configuration.vocabulary + EXTRA_WORDS);
const scale = Number(values.rate) / (settings.typical_bits * STEPS);

console.log("| Es/N0 (dB) | arrived | hypotheses a step | ms a message | times greedy generation |");
console.log("| --: | --: | --: | --: | --: |");
for (const snrDb of values.snr.split(",").map(Number)) {
  const form = formOf(Infinity, { type: "uses", snrDb });
  const sum = { arrived: 0, steps: 0, hypotheses: 0, ms: 0, greedy: 0 };
  for (const [index, line] of lines.entries()) {
    const { tokens, y, snr } = await hear(form, line, snrDb, index + 1);
    const start = performance.now();
    const search = new Search(
      { own: prior, shared: prior },
      codebook,
      [evidenceOf({ type: "uses", y, snr }, form.constellation)],
      settings.end,
    );
    const { found, steps, hypotheses } = await widen(search, scale, form, USUAL_BEAM);
    sum.ms += performance.now() - start;
    sum.greedy += await generate(context, tokens.length);
    sum.arrived += Number(found?.tokens.join() === tokens.join());
    sum.steps += steps;
    sum.hypotheses += hypotheses;
  }
  const cells = [
    snrDb,
    `${sum.arrived} of ${lines.length}`,
    (sum.hypotheses / sum.steps).toFixed(1),
    (sum.ms / lines.length).toFixed(0),
    (sum.ms / sum.greedy).toFixed(2),
  ];
  console.log(`| ${cells.join(" | ")} |`);
}

/** A message as it comes over AWGN. */
async function hear(form: Form, text: string, snrDb: number, index: number) {
  const { end } = settings!;
  const tokens = model.tokenizer.encode(text);
  const bits = await prior.surprisals(Int32Array.of(...tokens, end));
  bits[tokens.length]! += END.last;
  const surprisals = Int32Array.from(bits, roundSurprisal);
  const length = Math.round((weightOf(surprisals) + TAIL_WEIGHT) * scale);
  const { signal } = transmit({ tokens, end, surprisals }, codebook, form, "uses", length, scale, 0);
  if (signal.type !== "uses") throw new TypeError("Uses were asked for");
  const [random, snr] = [new Random(1, index), 10 ** (snrDb / 10)];
  const y = signal.x.map((value) => value + random.normal() / Math.sqrt(2 * snr));
  return { tokens, y, snr: new Float32Array(y.length).fill(snr) };
}

/** Generates so many tokens, the likeliest each time; the milliseconds that it took. */
async function generate(context: Context, count: number): Promise<number> {
  const start = performance.now();
  using hypotheses = await model.begin(context);
  for (let i = 0; i < count; i++) {
    const [all] = hypotheses.logProbabilities;
    let best = 0;
    for (let token = 1; token < all!.length; token++) if (all![token]! > all![best]!) best = token;
    await hypotheses.step([0], [best]);
  }
  return performance.now() - start;
}
