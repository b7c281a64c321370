import assert from "node:assert/strict";
import { runAll } from "./record.ts";
import golden from "./results.json" with { type: "json" };

type Row = Record<string, unknown>;

/** Figures that a neural model's last bits may move: a reconstruction may flip where two tokens were almost as likely. */
const NEURAL = [
  ...["reconstruction", "exact", "bleu1", "bleu2", "bleu3", "bleu4", "chrf2", "rouge_l", "word_error_rate"],
  ...[
    "token_error_rate",
    "entity_recall",
    "entity_precision",
    "similarity",
    "confidence",
    "passes",
    "metrics",
    "examples",
  ],
];

/** Of all messages of a command, so many may differ in these. */
const MAX_FLIPPED = 0.1;

/** The parts of a row that are exact on any machine. */
function exactPart(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([key]) => !NEURAL.includes(key)));
}

Deno.test("send, eval and ber give the figures that were recorded", async (test) => {
  const results = await runAll();
  assert.deepEqual(Object.keys(results), Object.keys(golden));
  for (const [command, recorded] of Object.entries(golden) as [string, Row[]][]) {
    await test.step(command, () => {
      const rows = results[command] as Row[];
      assert.equal(rows.length, recorded.length);
      if (command.startsWith("eval")) {
        const [points, known] = [rows, recorded].map((all) => all[0]!.points as Row[]) as [Row[], Row[]];
        assert.deepEqual(points.map(exactPart), known.map(exactPart));
        points.forEach(({ metrics }, i) => {
          for (const [name, { mean }] of Object.entries(metrics as Record<string, { mean: number }>)) {
            const expected = (known[i]!.metrics as Record<string, { mean: number }>)[name]!.mean;
            assert.ok(Math.abs(mean - expected) < MAX_FLIPPED, `${name}: ${mean}, recorded ${expected}`);
          }
        });
        return;
      }
      assert.deepEqual(rows.map(exactPart), recorded.map(exactPart));
      const flipped = rows.filter((row, i) => row.reconstruction !== recorded[i]!.reconstruction).length;
      assert.ok(
        flipped <= MAX_FLIPPED * rows.length,
        `${flipped} of ${rows.length} messages arrived as something else`,
      );
    });
  }
});
