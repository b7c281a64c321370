/**
 * Violations of accessibility rules that axe-core finds in pages that semcom wrote, at four widths, in light and dark:
 *
 *     deno run -A bench/axe.ts report/report.html …
 *
 * Needs Chromium, as the tests of the report do, and npm, which fetches axe-core. Exit code 1 if there is a violation.
 */
import { findChromium, Page } from "../tests/evaluation/report/chromium.ts";

const chromium = findChromium();
if (chromium === undefined || Deno.args.length === 0) throw new Error("Give pages, and have chromium on PATH");
const folder = Deno.makeTempDirSync();
let violations = 0;
try {
  run("npm", "pack", "--silent", "axe-core@4.14.1");
  run("tar", "xzf", "axe-core-4.14.1.tgz");
  const axe = Deno.readTextFileSync(`${folder}/package/axe.min.js`);
  await using page = await Page.open(chromium);
  for (const path of Deno.args) {
    for (const width of [360, 768, 1280, 1600]) {
      for (const scheme of ["light", "dark"] as const) {
        await page.show(width, 800, scheme);
        await page.goTo(new URL(path, `file://${Deno.cwd()}/`).href);
        await page.evaluate(`${axe}; axe.run().then(({ violations }) => globalThis.found = violations); 0`);
        const found = await ended(page);
        violations += found.length;
        console.log(`${path} ${width} ${scheme}: ${found.length === 0 ? "none" : found.join(", ")}`);
      }
    }
  }
} finally {
  Deno.removeSync(folder, { recursive: true });
}
if (violations > 0) Deno.exit(1);

/** The rules that are violated, once axe-core has ended. */
async function ended(page: Page): Promise<string[]> {
  for (;;) {
    const found = await page.evaluate<string[] | null>(
      `globalThis.found?.map(({ id, nodes }) => id + " (" + nodes.length + ")") ?? null`,
    );
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function run(program: string, ...args: string[]): void {
  const { success, stderr } = new Deno.Command(program, { args, cwd: folder, stdout: "null" }).outputSync();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
