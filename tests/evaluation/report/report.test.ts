import assert from "node:assert/strict";
import { logger, None, parse, View } from "vega";
import { compile } from "vega-lite";
import { RefusedError, RunError } from "../../../errors.ts";
import { markDifferences } from "../../../evaluation/report/html.ts";
import { writeReports } from "../../../evaluation/report/report.ts";
import type { Summary } from "../../../evaluation/statistics/summary.ts";
import { sampleSummary } from "./sample.ts";

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("all reports are written, whatever the names in them are", () =>
  inFolder(async (folder) => {
    const hostile = `<script>alert(1)</script>&"'\u001b`;
    const summary = sampleSummary({ codecs: ["bart-mini", hostile], channels: [hostile], snrs: [0, 6] });
    const { metrics: { bleu1 }, ...point } = summary.points[0]!;
    const texts = [{ index: 1, text: hostile, reconstruction: `${hostile} ${hostile}` }];
    await writeReports({
      header: { [hostile]: hostile },
      points: [{ ...point, metrics: { bleu1: bleu1! }, examples: texts }, ...summary.points.slice(2)],
      complexity: [{ ...summary.complexity[0]!, codec: hostile }],
      gates: [{ gate: hostile, passed: false, detail: hostile }],
    }, `${folder}/new/report`);
    assert.deepEqual(names(`${folder}/new/report`), [
      ...["junit.xml", "plots", "report.html", "summary.csv", "summary.jsonl", "summary.md"],
    ]);
    const files = names(`${folder}/new/report/plots`);
    const plots = files.filter((name) => name.endsWith(".svg"));
    assert.equal(plots.length, 8);
    assert.deepEqual(files, plots.flatMap((name) => [name, name.replace(/svg$/, "vl.json")]));
    for (const name of ["report.html", "junit.xml", ...plots.map((plot) => `plots/${plot}`)]) {
      const text = await Deno.readTextFile(`${folder}/new/report/${name}`);
      assert(!text.includes("<script>alert") && !text.includes("\u001b"), name);
      assert(text.includes("&lt;script&gt;"), name);
    }
  }));

Deno.test("a plot's file has its colours, a line and a band a curve, and a marker a point", () =>
  inFolder(async (folder) => {
    await writeReports(sampleSummary({ channels: ["awgn"] }), folder);
    const svg = await Deno.readTextFile(`${folder}/plots/bleu4-awgn.svg`);
    assert(svg.startsWith("<svg ") && svg.includes('xmlns="http://www.w3.org/2000/svg"'));
    const count = (pattern: RegExp) => svg.match(pattern)?.length;
    assert.equal(count(/stroke="#0b4f86" stroke-width="2"/g), 1);
    assert.equal(count(/stroke="#cf7a12" stroke-width="2"/g), 1);
    assert.equal(count(/fill="#0b4f86" opacity="0.2"|fill="#cf7a12" opacity="0.2"/g), 2);
    assert.equal(count(/fill="#0b4f86" stroke-width="2" opacity="1"/g), 9);
    for (const text of ["BLEU-4", "awgn", "Es/N0 per channel use (dB)", "bart-mini", "gpt2-mini", "0.0", "1.0", "−6"]) {
      assert(svg.includes(`>${text}</text>`), text);
    }
  }));

Deno.test("a plot's specification, in a file of its own, has the data and is drawn as the picture beside it", () =>
  inFolder(async (folder) => {
    const summary = sampleSummary({ channels: ["rician:k=6,fading=fast"], snrs: [0, 6] });
    await writeReports(summary, folder);
    const name = `${folder}/plots/bleu4-rician-k-6-fading-fast`;
    const specification = JSON.parse(await Deno.readTextFile(`${name}.vl.json`));
    assert.equal(specification.$schema, "https://vega.github.io/schema/vega-lite/v6.json");
    const { mean, low, high } = summary.points[1]!.metrics.bleu4!;
    assert.deepEqual(specification.data.values[1], { label: "bart-mini", snr_db: 6, mean, low, high });
    assert.equal(specification.data.values.length, 4);
    const view = new View(parse(compile(specification, { logger: logger(None) }).spec), { renderer: "none" });
    assert.equal(await view.toSVG(), await Deno.readTextFile(`${name}.svg`));
    view.finalize();
  }));

Deno.test("differences are marked word by word, in words that are escaped", () => {
  assert.equal(markDifferences("a <b> c", "a x c"), "a <del>&lt;b&gt;</del> <ins>x</ins> c");
  assert.equal(
    markDifferences("We met  Anna at 9, not 10.", "We met Anne at 9, now 10 & 11."),
    "We met <del><b>Anna</b></del> <ins><b>Anne</b></ins> at <b>9,</b> <del><b>not</b> <b>10.</b></del> <ins>now <b>10</b> &amp; <b>11.</b></ins>",
  );
  assert.match(markDifferences("a b", "a b"), /as it was sent/);
  assert.match(markDifferences("a b", "a  b"), /white space/);
});

Deno.test("a page runs one script or none, and its policy lets no other run", () =>
  inFolder(async (folder) => {
    const scriptsOf = async (summary: Summary) => {
      await writeReports(summary, folder);
      const page = await Deno.readTextFile(`${folder}/report.html`);
      const [, policy] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(page)!;
      return {
        policy: policy!,
        scripts: Array.from(page.matchAll(/<script>([^]*?)<\/script>/g), ([, script]) => script!),
      };
    };
    const { policy, scripts: [script, ...others] } = await scriptsOf(sampleSummary({ snrs: [0, 6] }));
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(script)));
    assert.deepEqual(others, []);
    assert.ok(policy.startsWith("default-src 'none'; ") && policy.endsWith(`; script-src 'sha256-${hash.toBase64()}'`));
    const plain = await scriptsOf({ header: {}, points: [], complexity: [], gates: [] });
    assert.deepEqual([plain.scripts, plain.policy.includes("script-src")], [[], false]);
  }));

Deno.test("an evaluation of nothing has reports as well", () =>
  inFolder(async (folder) => {
    await writeReports({ header: {}, points: [], complexity: [], gates: [] }, folder);
    assert.match(await Deno.readTextFile(`${folder}/report.html`), /Nothing was measured/);
    assert.deepEqual(names(`${folder}/plots`), []);
  }));

Deno.test("a report that cannot be written is one clear error", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    const nothing = { header: {}, points: [], complexity: [], gates: [] };
    await assert.rejects(
      writeReports(nothing, `${folder}/file`),
      (error) => error instanceof RunError && /^Cannot write to the folder .*file\/plots: /.test(error.message),
    );
    assert.deepEqual(names(folder), ["file"]);
  }));

Deno.test(
  "reports and pictures are not written through links",
  { ignore: Deno.build.os === "windows" },
  () =>
    inFolder(async (folder) => {
      const victim = `${folder}/victim`;
      await Deno.mkdir(victim);
      await Deno.writeTextFile(`${victim}/file`, "precious");
      await Deno.mkdir(`${folder}/out`);
      await Deno.symlink(victim, `${folder}/out/plots`);
      const summary = sampleSummary({ channels: ["awgn"], snrs: [0, 6] });
      await assert.rejects(
        writeReports(summary, `${folder}/out`),
        (error) =>
          error instanceof RefusedError && /^Cannot write .*out\/plots: it is a symbolic link/.test(error.message),
      );
      await Deno.remove(`${folder}/out/plots`);
      for (const name of ["summary.csv", "summary.csv.partial"]) {
        await Deno.symlink(`${victim}/file`, `${folder}/out/${name}`);
      }
      await writeReports(summary, `${folder}/out`);
      assert.deepEqual(names(victim), ["file"]);
      assert.equal(await Deno.readTextFile(`${victim}/file`), "precious");
      assert.ok((await Deno.lstat(`${folder}/out/summary.csv`)).isFile);
    }),
);
