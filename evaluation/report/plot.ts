import type { TopLevelSpec } from "vega-lite";
import { INK, LINES } from "./colours.ts";
import type { Plot, Style } from "./curves.ts";
import { replaceUnprintable } from "./markup.ts";

/** The width of every picture in pixels, and the height of the plot in it; a legend adds to the height. */
const WIDTH = 340;
const PLOT_HEIGHT = 200;

// Text cannot be measured without a browser. Vega lays it out with an estimate that is on the safe side; in pixels a
// character:
const LAID_OUT = 9.6;
const DRAWN = 6.8;

/** So many characters of the title have room in a line, and of a legend's label. */
const LINE = Math.floor(WIDTH / LAID_OUT);
const LABEL = Math.floor((WIDTH - 60) / DRAWN);

const SHAPES = [
  "circle",
  "square",
  "triangle-up",
  "diamond",
  "triangle-down",
  "cross",
  "triangle-left",
  "triangle-right",
];
const DASHES = [[1, 0], [6, 3], [2, 2], [8, 3, 2, 3]];

/**
 * Draws plots as SVG: a line through the means, a band between the ends of the 95 % intervals. Vega is loaded here and
 * not before, since it takes longer to load than a message to send.
 */
export async function drawPlots(plots: readonly Plot[]): Promise<Drawing[]> {
  const [{ logger, None, parse, View }, { compile }] = await Promise.all([import("vega"), import("vega-lite")]);
  const drawings: Drawing[] = [];
  for (const plot of plots) {
    const specification = specify(plot);
    const { spec } = compile(specification, { logger: logger(None) });
    const view = new View(parse(spec), { renderer: "none", logLevel: None });
    drawings.push({ plot, specification, svg: await view.toSVG() });
    view.finalize();
  }
  return drawings;
}

/** A plot, its Vega-Lite specification with the data in it, and the SVG that Vega makes of that. */
export interface Drawing {
  readonly plot: Plot;
  readonly specification: TopLevelSpec;
  readonly svg: string;
}

/** The files of pictures in the folder of a report: each as SVG and, to be changed or drawn anew, as its specification. */
export function plotFiles(drawings: readonly Drawing[]): (readonly [name: string, text: string])[] {
  return drawings.flatMap(({ plot: { name }, specification, svg }) => [
    [`plots/${name}.svg`, svg],
    [`plots/${name}.vl.json`, JSON.stringify(specification, null, 2) + "\n"],
  ]);
}

/** Leaves out points without an interval. */
const IF_MEASURED = [{ filter: "isValid(datum.low)" }];

function specify({ title, channel, range, curves, isLogarithmic = false }: Plot): TopLevelSpec {
  const labels = curves.map(({ label }) => label);
  const measured = curves.flatMap(({ points }) => points.filter(({ low }) => low !== undefined));
  const snrs = [...new Set(measured.map(({ snrDb }) => snrDb))].sort((a, b) => a - b);
  const columns = legendColumns(Math.max(...labels.map(({ length }) => length)));
  const shownLabels = Object.fromEntries(labels.map((label) => [label, lines(replaceUnprintable(label), LABEL)]));
  const keys = curves.length === 1 ? null : {
    columns,
    labelExpr: `${JSON.stringify(shownLabels)}[datum.label]`,
    symbolOpacity: 1,
    symbolDash: [1, 0],
    symbolStrokeWidth: 0,
  };
  const quantity = (field: string) => ({
    field,
    type: "quantitative" as const,
    title: null,
    scale: { domain: [...range], nice: !isLogarithmic, ...isLogarithmic && { type: "log" as const, clamp: true } },
    axis: { tickCount: 5, ...isLogarithmic && { format: ".0e" } },
  });
  const interval = { y: quantity("low"), y2: { field: "high" } };
  const byLabel = <T>(of: (style: Style) => T, legend: typeof keys) => ({
    field: "label",
    type: "nominal" as const,
    title: null,
    scale: { domain: labels, range: curves.map(({ style }) => of(style)) },
    legend,
  });
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    width: WIDTH,
    height: PLOT_HEIGHT,
    autosize: { type: "fit-x", contains: "padding" },
    background: INK.ground.light,
    padding: 4,
    title: { text: title, subtitle: lines(replaceUnprintable(channel), LINE) },
    data: {
      values: curves.flatMap(({ label, points }) =>
        points.map(({ snrDb, ...figure }) => ({ label, snr_db: snrDb, ...figure }))
      ),
    },
    encoding: {
      x: {
        field: "snr_db",
        type: "quantitative",
        title: "Es/N0 per channel use (dB)",
        scale: { zero: false, nice: false, padding: 10 },
        axis: { grid: false, format: ".6~r", ...snrs.length <= 9 && { values: snrs } },
      },
      color: byLabel(({ colour }) => LINES[colour % LINES.length]!.light, keys),
    },
    layer: [
      { transform: IF_MEASURED, mark: { type: "area", opacity: 0.2 }, encoding: interval },
      { transform: IF_MEASURED, mark: "rule", encoding: interval },
      {
        mark: "line",
        encoding: { y: quantity("mean"), strokeDash: byLabel(({ dash }) => DASHES[dash % DASHES.length]!, null) },
      },
      {
        mark: { type: "point", filled: true, size: 40, opacity: 1 },
        encoding: { y: quantity("mean"), shape: byLabel(({ marker }) => SHAPES[marker % SHAPES.length]!, keys) },
      },
    ],
    config: {
      aria: false, // the page names each picture and has the figures in a table
      font: "sans-serif",
      view: { stroke: null },
      title: {
        anchor: "start",
        frame: "bounds",
        fontSize: 14,
        fontWeight: "bold",
        color: INK.text.light,
        subtitleFontSize: 12,
        subtitleColor: INK.quiet.light,
        subtitlePadding: 3,
        offset: 8,
      },
      axis: {
        labelFontSize: 12,
        titleFontSize: 12,
        titleFontWeight: "normal",
        labelColor: INK.quiet.light,
        titleColor: INK.quiet.light,
        gridColor: INK.rule.light,
        tickColor: INK.quiet.light,
        domainColor: INK.quiet.light,
      },
      axisY: { domain: false, ticks: false, labelPadding: 6 },
      legend: {
        orient: "bottom",
        labelFontSize: 12,
        labelColor: INK.text.light,
        labelLimit: 0,
        offset: 6,
      },
    },
  };
}

/** Columns of labels that have room beside each other, if the longest has this many characters. */
function legendColumns(longest: number): number {
  return 1 + Math.max(0, Math.floor((WIDTH - 60 - longest * DRAWN) / (longest * LAID_OUT + 20)));
}

/** A text in lines of at most so many characters, if it can be broken so after commas and slashes. */
function lines(text: string, width: number): string[] {
  const broken = [""];
  for (const part of text.split(/(?<=[,/])/)) {
    if (broken.at(-1)!.length + part.length > width) broken.push("");
    broken[broken.length - 1] += part;
  }
  return broken.map((line) => line.trim()).filter((line) => line !== "");
}
