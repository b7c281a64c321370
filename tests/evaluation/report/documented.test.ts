import assert from "node:assert/strict";
import { pointColumns } from "../../../evaluation/report/point_columns.ts";
import { createPlots } from "../../../evaluation/report/curves.ts";
import { drawPlots } from "../../../evaluation/report/plot.ts";
import { writeRefusalLine, writeResultLine } from "../../../evaluation/results/result_line.ts";
import { timeLine } from "../../../evaluation/results/times.ts";
import { UsageError } from "../../../errors.ts";
import { metrics } from "../../../fidelity/registry.ts";
import { FIELDS, type LinkSettings } from "../../../link/fields.ts";
import type { Link, Reception } from "../../../link/link.ts";
import { resolve } from "../../../link/resolve.ts";
import { description } from "../../link/description.ts";
import { reception, simulatedHeader } from "../simulated.ts";
import { sampleSummary } from "./sample.ts";

const page = Deno.readTextFileSync(new URL("../../../docs/evaluate.md", import.meta.url));
const documented = new Set(
  Array.from(/^## The files of --out$[^]*?(?=^## )/m.exec(page)![0].matchAll(/`(\w+)`/g), ([, name]) => name!),
);

function assertDocumented(names: Iterable<string>, file: string): void {
  assert.deepEqual([...new Set(names)].filter((name) => !documented.has(name)), [], `in docs/evaluate.md, of ${file}`);
}

/** A reception that has whatever one can have. */
const FULL: Reception = {
  ...reception("We agree.", "We agreed."),
  bits: 24,
  codedBits: 48,
  paprDb: 7,
  delivered: false,
  informationBits: 20,
  marginDb: 1,
};

/** The line of a message over a link of such settings. */
function line(settings: LinkSettings, traits: Parameters<typeof description>[0] = {}): string[] {
  const link = { codec: description(traits), resolved: resolve(settings, description(traits)) } as unknown as Link;
  return Object.keys(JSON.parse(writeResultLine(link, { point: 0, repeat: 1, index: 1 }, FULL, {}, {})));
}

Deno.test("every field of results.jsonl and times.jsonl is documented", () => {
  const messages = [
    line({ snrDb: 6 }),
    line({ snrDb: 6, channelCode: "polar", header: "charged" }),
    line({ channel: "bsc" }),
  ]
    .flat();
  for (const name of ["papr_db", "eb_n0_db", "header_uses", "margin_db", "counts"]) {
    assert.ok(messages.includes(name), name);
  }
  assertDocumented([...messages, ...FIELDS.map(({ json }) => json), ...metrics().map(({ name }) => name)], "a message");
  const refusal = writeRefusalLine({ point: 0, repeat: 1, index: 1 }, {
    index: 1,
    text: "",
    status: "refused",
    error: new UsageError("no"),
  });
  assertDocumented(Object.keys(JSON.parse(refusal)), "a message that was not sent");
  const header = { ...simulatedHeader(3, { until_ci: 0.1 }, { number: 1, count: 2 }), knowledge: {} };
  assertDocumented([header, header.settings, header.data].flatMap(Object.keys), "line 1");
  assertDocumented(Object.keys(JSON.parse(timeLine({ point: 0, messages: 32, ms: 1 }))), "times.jsonl");
});

Deno.test("every field of summary.csv, summary.jsonl and the data of a plot is documented", async () => {
  const { points, ...rest } = sampleSummary({ snrs: [6], informed: ["gpt2-mini"] });
  const summary = { ...rest, points: points.map((point) => ({ ...point, tooShort: 1 })) };
  const names = pointColumns(summary).map(([name]) => name);
  assert.ok(["too_short", "information_per_word", "bleu4_low"].every((name) => names.includes(name)));
  assertDocumented(names.map((name) => name.replace(/_(?:low|high)$/, "")), "summary.csv");
  const [drawing] = await drawPlots(createPlots(summary).slice(0, 1));
  const { data } = drawing!.specification as unknown as { data: { values: object[] } };
  assertDocumented(data.values.flatMap(Object.keys), "plots/*.vl.json");
});
