/**
 * How far the receiver's confidence is to be believed, from results of `semcom eval` around the cliff:
 *
 *     semcom eval TEXT --codec gpt2-mini --scheme spinal --snr 2.5,3.5 --beam 32 --out RUN
 *     deno run -A bench/spinal/confidence.ts [--plot docs/confidence.svg] RUN/results.jsonl…
 *
 * A table of confidence against the fraction that is exact, in ten bins; the expected calibration error (the mean distance
 * of the two, weighted by messages); and the undetected errors: messages believed to be delivered that are not exact.
 */
import { basename, dirname } from "node:path";
import { parseArgs } from "node:util";
import { parse, View } from "vega";
import { compile } from "vega-lite";

const BINS = 10;

interface Bin {
  readonly text: string;
  messages: number;
  confidence: number;
  exact: number;
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { plot: { type: "string" } } });
const all: Bin[] = [];
for (const path of positionals) {
  const text = basename(dirname(path));
  const bins = Array.from({ length: BINS }, (): Bin => ({ text, messages: 0, confidence: 0, exact: 0 }));
  let undetected = 0;
  for (const line of (await Deno.readTextFile(path)).trim().split("\n").slice(1)) {
    const { confidence, delivered, exact } = JSON.parse(line);
    const bin = bins[Math.min(BINS - 1, Math.floor(BINS * confidence))]!;
    bin.messages++;
    bin.confidence += confidence;
    bin.exact += exact;
    undetected += Number(delivered && exact !== 1);
  }
  const messages = bins.reduce((sum, bin) => sum + bin.messages, 0);
  const error = bins.reduce((sum, { confidence, exact }) => sum + Math.abs(confidence - exact), 0) / messages;
  console.log(
    `${text}: ${messages} messages, expected calibration error ${error.toFixed(4)}, undetected ${undetected}`,
  );
  console.log("\n| confidence | messages | mean confidence | exact |\n| --- | --: | --: | --: |");
  bins.forEach((bin, i) => {
    if (bin.messages === 0) return;
    const [mean, exact] = [bin.confidence, bin.exact].map((sum) => (sum / bin.messages).toFixed(3));
    console.log(`| ${i / BINS} to ${(i + 1) / BINS} | ${bin.messages} | ${mean} | ${exact} |`);
  });
  console.log();
  all.push(...bins.filter((bin) => bin.messages > 0));
}

if (values.plot !== undefined) {
  const { spec } = compile({
    title: { text: "Confidence of the spinal scheme against exactness", anchor: "start", fontWeight: "normal" },
    width: 300,
    height: 300,
    background: "white",
    layer: [
      {
        data: { values: [{ confidence: 0, exact: 0 }, { confidence: 1, exact: 1 }] },
        mark: { type: "line", strokeDash: [4, 4], color: "gray" },
        encoding: {
          x: { field: "confidence", type: "quantitative", title: "confidence" },
          y: { field: "exact", type: "quantitative", title: "fraction exact" },
        },
      },
      {
        data: {
          values: all.map(({ text, messages, confidence, exact }) => ({
            text,
            messages,
            confidence: confidence / messages,
            exact: exact / messages,
          })),
        },
        mark: { type: "point", filled: true },
        encoding: {
          x: { field: "confidence", type: "quantitative" },
          y: { field: "exact", type: "quantitative" },
          size: { field: "messages", type: "quantitative", scale: { type: "log", range: [20, 400] } },
          color: { field: "text", type: "nominal", title: null },
        },
      },
    ],
  });
  await Deno.writeTextFile(values.plot, await new View(parse(spec), { renderer: "none" }).toSVG());
}
