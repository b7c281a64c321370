import assert from "node:assert/strict";
import { createPlots } from "../../../evaluation/report/curves.ts";
import { writePage } from "../../../evaluation/report/html.ts";
import { junit } from "../../../evaluation/report/junit.ts";
import { drawPlots } from "../../../evaluation/report/plot.ts";
import { summaryCsv } from "../../../evaluation/report/summary_csv.ts";
import { summaryJsonl } from "../../../evaluation/report/summary_jsonl.ts";
import { summaryMarkdown } from "../../../evaluation/report/summary_markdown.ts";
import type { Summary } from "../../../evaluation/statistics/summary.ts";
import { SAMPLE_PEER, sampleSummary } from "./sample.ts";

const summaryOf = (settings: Parameters<typeof sampleSummary>[0] = {}): Summary => ({
  ...sampleSummary({ snrs: [0, 6, 9], ...settings }),
  peers: [SAMPLE_PEER],
});

const LABEL = "theirs, measured elsewhere";

Deno.test("what was measured elsewhere is drawn over its channel, of its metrics, where the run has SNRs, without intervals", () => {
  const plots = createPlots(summaryOf());
  assert.deepEqual(
    plots.filter(({ curves }) => curves.some(({ label }) => label === LABEL)).map(({ name }) => name),
    ["exact-awgn", "bleu4-awgn"],
  );
  const { curves } = plots.find(({ name }) => name === "bleu4-awgn")!;
  assert.deepEqual(curves.at(-1)!.points, [0, 3, 9].map((snrDb) => ({ snrDb, mean: 0.5 + snrDb / 100 })));
  assert.deepEqual(curves.map(({ style }) => style), [
    { colour: 0, dash: 0, marker: 0 },
    { colour: 1, dash: 0, marker: 1 },
    { colour: 2, dash: 2, marker: 2 },
  ]);
  const limited = summaryOf({ channels: ["awgn"] });
  const bound = { mean: 0.9, low: 0.9, high: 0.9 };
  const points = limited.points.map((point) => ({ ...point, metrics: { ...point.metrics, bound } }));
  const markers = createPlots({ ...limited, points })[0]!.curves.map(({ style }) => style.marker);
  assert.equal(new Set(markers).size, 5);
});

Deno.test("the picture of what was measured elsewhere has a line and markers and no band, and axes follow it", async () => {
  const peers = [{
    ...SAMPLE_PEER,
    points: SAMPLE_PEER.points.map((point) => ({ ...point, metrics: { chrf2: 1.2 } })),
  }];
  const plots = createPlots({ ...summaryOf(), peers });
  const plot = plots.find(({ name }) => name === "chrf2-awgn")!;
  assert.deepEqual(plot.range, [0, 1.2]);
  const [{ svg, specification }] = await drawPlots([plot]) as [Awaited<ReturnType<typeof drawPlots>>[number]];
  const green = (pattern: RegExp) => [...svg.matchAll(pattern)].length;
  assert.equal(green(/stroke="#04775b" stroke-width="2" stroke-dasharray="2,2"/g), 1);
  assert.equal(green(/fill="#04775b" stroke-width="2" opacity="1"/g), 3);
  assert.equal(green(/opacity="0\.2"/g), 2);
  assert.match(svg, />theirs, measured elsewhere<\/text>/);
  const { data } = specification as unknown as { data: { values: object[] } };
  assert.deepEqual(JSON.parse(JSON.stringify(data.values.at(-1))), { label: LABEL, snr_db: 9, mean: 1.2 });
});

Deno.test("summary.csv and summary.jsonl have it behind the points, say where it was measured, and no figure that was not", () => {
  const summary = summaryOf({ informed: ["gpt2-mini"] });
  const lines = summaryJsonl(summary).trim().split("\n");
  assert.equal(lines.length, summary.points.length + 5);
  assert.deepEqual(lines.slice(0, -5).join("\n"), summaryJsonl({ ...summary, peers: [] }).trim());
  assert.deepEqual(JSON.parse(lines.at(-1)!), {
    codec: "theirs",
    channel: "awgn",
    variant: "",
    snr_db: 12,
    messages: 1000,
    stop: "measured elsewhere",
    exact: 0.1,
    bleu4: 0.62,
    uses_per_word: 8.95,
  });
  const rows = summaryCsv(summary).trim().split("\n").map((line) => line.split(","));
  assert.deepEqual(rows.at(-1)!.slice(0, 9), [
    ...["theirs", "awgn", "", "12", "1000", "measured elsewhere", "0.1", "", ""],
  ]);
  assert.equal(rows.at(-1)!.length, rows[0]!.length);
});

Deno.test("the page and summary.md have a table apart that says so, the gates and junit.xml know nothing of it", async () => {
  const summary = summaryOf({ channels: ["awgn"] });
  const markdown = summaryMarkdown(summary);
  assert.match(
    markdown,
    /## Measured elsewhere, not in this run\n\n\| Peer \|.*\n.*\n\| theirs \| awgn \| −3 \| 0\.100 \| 0\.470 \| 8\.95 \| 1,000 \|/,
  );
  assert.match(markdown, /theirs was measured elsewhere, not in this run, on 1,000 messages of its own: by \\<them\\>/);
  const page = writePage(summary, await drawPlots(createPlots(summary)));
  const section = /<section id="peers"[^]*?<\/section>/.exec(page)![0];
  assert.match(section, /<p class="note">theirs was measured elsewhere, .*: by &lt;them&gt;, in lower case\.<\/p>/);
  assert.equal([...section.matchAll(/<tr><td>theirs</g)].length, 5);
  assert.match(page, /Dotted, without intervals: <a href="#peers">measured elsewhere, not in this run<\/a>/);
  assert.ok(!/<section id="figures"[^]*?<\/section>/.exec(page)![0].includes("theirs"));
  assert.ok(!junit(summary).includes("theirs"));
  const { peers: _, ...alone } = summary;
  for (const text of [summaryMarkdown(alone), writePage(alone, [])]) assert.ok(!text.includes("lsewhere"));
});
