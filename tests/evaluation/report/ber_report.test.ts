import assert from "node:assert/strict";
import { writeBerReport } from "../../../evaluation/report/ber_report.ts";
import { TemporaryFolder } from "../folder.ts";

const ROW = { blocks: 1000, bits: 64_000, detected_errors: 1, mbits_per_s: 1, stopped: "errors" } as const;

Deno.test("a report of error rates has a table, a page and logarithmic plots of what is measured, theory and the bound", async () => {
  using folder = new TemporaryFolder();
  const out = `${folder.path}/report`;
  await writeBerReport({
    title: "polar <64>",
    channel: "awgn",
    settings: { seed: "1" },
    rows: [
      {
        es_n0_db: 0,
        eb_n0_db: 0,
        ...ROW,
        bit_errors: 900,
        block_errors: 100,
        ber: 0.014,
        bler: 0.1,
        bler_low: 0.08,
        bler_high: 0.12,
      },
      {
        es_n0_db: 2,
        eb_n0_db: 2,
        ...ROW,
        bit_errors: 0,
        block_errors: 0,
        ber: 0,
        bler: 0,
        bler_low: 0,
        bler_high: 0.004,
        bound_bler: 1e-4,
      },
    ],
    predictions: [0, 1, 2].map((es_n0_db) => ({
      es_n0_db,
      theory_bler: 10 ** -es_n0_db,
      bound_bler: 10 ** (-2 - es_n0_db),
    })),
  }, out);
  const read = (name: string) => Deno.readTextFileSync(`${out}/${name}`);
  const rows = read("ber.jsonl").trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(rows.map(({ bler }) => bler), [0.1, 0]);
  const [titles, first, second] = read("summary.csv").trimEnd().split("\n").map((line) => line.split(","));
  assert.deepEqual([titles!.length, first!.length, second!.length], [titles!.length, titles!.length, titles!.length]);
  assert.deepEqual([first![titles!.indexOf("bler")], second![titles!.indexOf("bound_bler")]], ["0.1", "0.0001"]);
  assert.match(read("summary.md"), /\| 0 \| 0 \| 1,000 \| 0\.0140 \| – \| 0\.100 \| 0\.0800–0\.120 \|/);
  const plot = read("plots/bler.svg");
  for (const label of ["measured", "theory", "bound", "Block error rate", "1e-4"]) {
    assert.ok(plot.includes(label), label);
  }
  assert.ok(!plot.includes("best binary code"));
  assert.ok(!read("plots/ber.svg").includes("theory"));
  const drawn = JSON.parse(read("plots/bler.vl.json")).data.values;
  assert.deepEqual(drawn[0], { label: "measured", snr_db: 0, mean: 0.1, low: 0.08, high: 0.12 });
  const page = read("report.html");
  assert.ok(page.includes("polar &lt;64&gt;") && page.includes("<svg"));
  assert.ok(page.includes('content="semcom ber"'));
});
