/**
 * Draws a codec's measured fidelity against SNR:   deno run -A models/recipe/plot.ts bart-mini > docs/fidelity.svg
 */
import { parse, View } from "vega";
import { compile } from "vega-lite";
import { TEXTS } from "./table.ts";

const codec = Deno.args[0] ?? "bart-mini";
const manifest = JSON.parse(Deno.readTextFileSync(new URL(`../${codec}/codec.json`, import.meta.url)));
const values = Object.entries(TEXTS).flatMap(([name, text]) =>
  Object.entries(manifest.figures[name] ?? {}).flatMap(([snr, row]) => {
    const { bleu1, bleu4 } = row as { bleu1: number; bleu4: number };
    return [{ snr: Number(snr), value: bleu1, metric: "BLEU-1", text }, {
      snr: Number(snr),
      value: bleu4,
      metric: "BLEU-4",
      text,
    }];
  })
);
const { spec } = compile({
  title: { text: `${codec} over AWGN, 6 channel uses a token`, anchor: "start", fontWeight: "normal" },
  width: 240,
  height: 260,
  background: "white",
  data: { values },
  mark: { type: "line", point: true },
  encoding: {
    x: {
      field: "snr",
      type: "quantitative",
      title: "Es/N0 per channel use (dB)",
      axis: { values: [0, 3, 6, 9, 12, 15, 18] },
    },
    y: { field: "value", type: "quantitative", title: null, scale: { domain: [0, 1] } },
    color: { field: "text", type: "nominal", title: null, scale: { domain: Object.values(TEXTS) } },
    column: { field: "metric", type: "nominal", title: null },
  },
});
console.log(await new View(parse(spec), { renderer: "none" }).toSVG());
