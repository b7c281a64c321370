import assert from "node:assert/strict";
import { summaryMarkdown } from "../../../evaluation/report/summary_markdown.ts";
import { sampleSummary } from "./sample.ts";

Deno.test("summary.md says what was run, the gates' outcomes, every point, complexity and the header", () => {
  const lines = summaryMarkdown(sampleSummary({ channels: ["awgn"], snrs: [-3, 6] })).split("\n");
  assert.equal(lines[0], "# Evaluation of bart-mini and gpt2-mini");
  assert.equal(lines[2], "Over awgn at −3 to 6 dB Es/N0: 2,000 messages at 4 points. 1 of 2 gates missed.");
  assert.deepEqual(lines.filter((line) => line.startsWith("#")).slice(1), [
    "## Gates",
    "## In words",
    "## Figures, with 95 % intervals",
    "## Complexity",
    "## The run",
  ]);
  assert(
    lines.includes("| ✗ missed | exact@0\\<0.5,gpt2-mini | exact at 0 dB is 0.182 (0.148 to 0.216), the bound 0.5 |"),
  );
  assert(lines.some((line) => /^\| bart-mini \| awgn \| −3 \| 0\.000 \(0\.000–0\.023\) \| 0\.119 \(/.test(line)));
  assert(lines.includes("| bart-mini | bart | 8,612,864 | 2,097,152 | 17.3 | 1,610,000 | 2,650,000 | 6,620,000 |"));
  assert(lines.includes("| seed | 1 |"));
  // Every row of a table has as many cells as its head.
  for (const block of lines.join("\n").trim().split("\n\n").filter((block) => block.startsWith("|"))) {
    const cells = block.split("\n").map((line) => line.split(/(?<!\\)\|/).length);
    assert.equal(new Set(cells).size, 1, block);
  }
});

Deno.test("summary.md has a column of variants only if there are any, and no empty section", () => {
  const one = sampleSummary({ snrs: [6] });
  assert(!summaryMarkdown({ ...one, gates: [] }).includes("Gates"));
  assert(!summaryMarkdown(one).includes("Variant"));
  assert(summaryMarkdown(sampleSummary({ snrs: [6], variants: ["rate 3", "rate 6"] })).includes("| Variant |"));
  assert(summaryMarkdown({ ...one, points: [] }).startsWith("# Evaluation\n\nNothing was measured."));
});

Deno.test("summary.md has columns of what only some codecs know where any point has it, dashes at the others", () => {
  const of = (informed: readonly string[]) =>
    summaryMarkdown(sampleSummary({ channels: ["awgn"], snrs: [6], informed }));
  const titles = ["Delivered", "Undetected errors", "Throughput (bits per use)", "Information per word (bits)"];
  for (const title of titles) {
    assert(!of([]).includes(title), title);
    assert(of(["gpt2-mini"]).includes(`| ${title} |`), title);
  }
  const lines = of(["gpt2-mini"]).split("\n");
  assert(
    lines.some((line) => /^\| bart-mini .* \| – \| – \| – \| [\d.]+ \| 7\.44 \| – \| [\d.]+ \| 500 \|/.test(line)),
  );
  assert(
    lines.some((line) =>
      /^\| gpt2-mini .* \| 0\.004 \(0\.000–0\.010\) \| [^|]+ \| [\d.]+ \| 7\.44 \| 7\.25 \| [\d.]+ \| 500 \|/.test(line)
    ),
  );
});

Deno.test("summary.md takes no text for Markdown or HTML", () => {
  const hostile = sampleSummary({ codecs: ["a|b*c* <img src=x>\n## d"], channels: ["awgn"], snrs: [6] });
  const markdown = summaryMarkdown(hostile);
  assert(markdown.includes("| a\\|b\\*c\\* \\<img src=x\\> \\#\\# d | awgn |"));
  assert(summaryMarkdown(sampleSummary({ codecs: ["\x1b[31mred\x07\u202e"] })).includes("␛\\[31mred␇\ufffd"));
  assert(!/(?<!\\)<img/.test(markdown) && !/^## d/m.test(markdown));
});
