import assert from "node:assert/strict";
import { writeReports } from "../../../evaluation/report/report.ts";
import { TemporaryFolder } from "../folder.ts";
import { findChromium, Page } from "./chromium.ts";
import { SAMPLE_PEER, sampleSummary } from "./sample.ts";

const chromium = findChromium();

Deno.test({
  name: chromium === undefined
    ? "report.html in a browser (ignored: no `chromium` on PATH, and SEMCOM_CHROMIUM names none)"
    : "report.html in a browser: every plot has its curves, no width overflows, tables can be sorted, nothing is loaded, nothing complains",
  ignore: chromium === undefined,
  fn: async () => {
    using folder = new TemporaryFolder();
    await writeReports({ ...sampleSummary({ snrs: [0, 6, 12] }), peers: [SAMPLE_PEER] }, folder.path);
    await using page = await Page.open(chromium!);
    await page.goTo(`file://${folder.path}/report.html`);
    for (const width of [360, 768, 1280, 1600]) {
      for (const scheme of ["light", "dark"] as const) {
        await page.show(width, 800, scheme);
        const shown = await page.evaluate<Shown>(`(${look})()`);
        assert.equal(shown.title, "Evaluation of bart-mini and gpt2-mini");
        // 6 metrics and 2 costs over 2 channels, a curve a codec, and over one of them exact and BLEU-4 that were measured elsewhere.
        const curves = Array.from({ length: 16 }, (_, i) => i === 0 || i === 4 ? 3 : 2);
        assert.deepEqual(shown.curves, curves, `${width} ${scheme}`);
        assert(shown.width <= width, `the page is ${shown.width} pixels wide on a screen of ${width}`);
        assert(shown.contrast >= 4.5, `text has a contrast of ${shown.contrast} in the ${scheme} scheme`);
        assert(shown.lineContrast >= 3, `a curve has a contrast of ${shown.lineContrast} in the ${scheme} scheme`);
      }
    }
    await sortByKeyboard(page);
    const complaints = page.happenings.filter(({ method }) =>
      ["Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"].includes(method)
    );
    assert.deepEqual(complaints, []);
    const addresses = page.happenings.filter(({ method }) => method === "Network.requestWillBeSent")
      .map(({ params }) => params.request.url).filter((url) => !url.startsWith("data:"));
    assert.deepEqual(new Set(addresses), new Set([`file://${folder.path}/report.html`]));
  },
});

Deno.test({
  name: "report.html in a browser without scripts has all its rows, and no button that does nothing",
  ignore: chromium === undefined,
  fn: async () => {
    using folder = new TemporaryFolder();
    await writeReports(sampleSummary({ snrs: [0, 6, 12] }), folder.path);
    await using page = await Page.open(chromium!);
    await page.send("Emulation.setScriptExecutionDisabled", { value: true });
    await page.goTo(`file://${folder.path}/report.html`);
    const count = (selector: string) => page.evaluate(`document.querySelectorAll("${selector}").length`);
    assert.deepEqual([await count("#figures tbody tr"), await count("#figures th"), await count("button")], [
      12,
      14,
      0,
    ]);
  },
});

Deno.test({
  name: "report.html on paper: a table of every metric is on pages across, whole, and nothing is left to scroll",
  ignore: chromium === undefined,
  fn: async () => {
    using folder = new TemporaryFolder();
    const { points, ...rest } = sampleSummary({ snrs: [0, 6], variants: ["rate 3"], informed: ["gpt2-mini"] });
    const further = [
      "bleu2",
      "bleu3",
      "rouge_l",
      "entity_recall",
      "entity_precision",
      "bound",
      "chrfpp",
      "similarity",
    ];
    const all = points.map((point) => ({
      ...point,
      metrics: { ...point.metrics, ...Object.fromEntries(further.map((name) => [name, point.metrics.exact!])) },
    }));
    await writeReports({ ...rest, points: all }, folder.path);
    await using page = await Page.open(chromium!);
    await page.goTo(`file://${folder.path}/report.html`);
    const { data } = await page.send("Page.printToPDF", { preferCSSPageSize: true });
    const pages = new TextDecoder("latin1").decode(Uint8Array.fromBase64(data)).matchAll(
      /MediaBox ?\[0 0 ([\d.]+) ([\d.]+)/g,
    );
    const across = Array.from(pages, ([, width, height]) => +width! > +height!);
    assert.ok(across.includes(true) && !across[0] && !across.at(-1), `${across}`);
    const paper = Math.floor((11 - 2 * 14 / 25.4) * 96); // a letter across, between the margins, in CSS pixels
    await page.show(paper, 688, "light");
    await page.send("Emulation.setEmulatedMedia", { media: "print" });
    const [columns, right, overflow] = await page.evaluate<[number, number, string]>(`(() => {
      const table = document.querySelector("#figures table");
      const { right } = table.getBoundingClientRect();
      return [table.rows[0].cells.length, right, getComputedStyle(table.parentElement).overflowY];
    })()`);
    assert.equal(columns, 27);
    assert.ok(right <= paper, `${right} of ${paper} pixels`);
    assert.equal(overflow, "visible");
  },
});

/** Sorts the table of all figures by one column and another, as somebody without a mouse does. */
async function sortByKeyboard(page: Page): Promise<void> {
  const [SNR, EXACT] = [2, 3];
  const press = async (column: number, key: string, text: string) => {
    await page.evaluate(`document.querySelectorAll("#figures th button")[${column}].focus()`);
    const code = { key, code: key === " " ? "Space" : key, windowsVirtualKeyCode: text.charCodeAt(0) };
    await page.send("Input.dispatchKeyEvent", { type: "keyDown", text, ...code });
    await page.send("Input.dispatchKeyEvent", { type: "keyUp", ...code });
  };
  const cells = (column: number) =>
    page.evaluate<string[]>(
      `[...document.querySelectorAll("#figures tbody tr")].map((row) => row.cells[${column}].firstChild.textContent)`,
    );
  const sorted = () =>
    page.evaluate<string[]>(
      `[...document.querySelectorAll("#figures th")].map((head) => head.getAttribute("aria-sort"))`,
    )
      .then((all) => all.flatMap((value, column) => value === null ? [] : [`${column} ${value}`]));
  assert.deepEqual(await sorted(), []);
  const before = await cells(SNR);
  await press(SNR, "Enter", "\r");
  assert.deepEqual([await sorted(), await cells(SNR)], [
    [`${SNR} ascending`],
    [0, 6, 12].flatMap((snr) => Array(4).fill(`${snr}`)),
  ]);
  await press(SNR, " ", " ");
  assert.deepEqual([await sorted(), await cells(SNR)], [
    [`${SNR} descending`],
    [12, 6, 0].flatMap((snr) => Array(4).fill(`${snr}`)),
  ]);
  await press(EXACT, "Enter", "\r");
  const exact = (await cells(EXACT)).map(Number);
  assert.deepEqual([await sorted(), exact], [[`${EXACT} ascending`], exact.toSorted((a, b) => a - b)]);
  assert.notDeepEqual(await cells(SNR), before);
}

interface Shown {
  title: string;
  /** Of each plot, how many lines with a length and a colour it has. */
  curves: number[];
  /** Width of the page in pixels, with what overflows. */
  width: number;
  /** The least contrast that a text has, and that a curve has. */
  contrast: number;
  lineContrast: number;
}

/** Runs on the page. */
const look = `() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = (colour) => numbers(colour).slice(0, 3).map((value) => value / 255)
    .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
    .reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    const colour = getComputedStyle(element).backgroundColor;
    return numbers(colour)[3] === 0 ? ground(element.parentElement) : colour;
  };
  const contrast = (element, property) => {
    const [a, b] = [luminance(getComputedStyle(element)[property]), luminance(ground(element))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  const lines = (figure) => [...figure.querySelectorAll(".mark-line path")]
    .filter((path) => path.getTotalLength() > 50 && getComputedStyle(path).stroke.startsWith("rgb"));
  const figures = [...document.querySelectorAll("figure")];
  const least = (elements, property) => Math.min(...elements.map((element) => contrast(element, property)));
  return {
    title: document.title,
    curves: figures.map((figure) => lines(figure).length),
    width: document.documentElement.scrollWidth,
    contrast: Math.min(
      least([...document.querySelectorAll("h1, h2, p, a, code, strong, td, th, button, small, del, ins, mark, b, dt, dd")], "color"),
      least([...document.querySelectorAll("svg text")], "fill"),
    ),
    lineContrast: least(figures.flatMap(lines), "stroke"),
  };
}`;
