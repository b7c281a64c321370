import type { Interval } from "../statistics/bootstrap.ts";
import type { Point, Summary } from "../statistics/summary.ts";
import { isInformed, metricNames } from "./distinct.ts";
import { ELSEWHERE } from "./peers.ts";

/** A row of the points as data: a point, or what was measured of one elsewhere. */
export interface PointRow extends Partial<Omit<Point, "metrics">> {
  readonly metrics: Readonly<Record<string, Partial<Interval>>>;
}

/** A column of the points as data: its name, and its value at a point; undefined where that was not measured. */
export type Column = readonly [name: string, of: (row: PointRow) => string | number | undefined];

/** The points, and behind them those of other curves that were measured elsewhere, which is said where a point says why it stopped. */
export function pointRows({ points, peers = [] }: Summary): PointRow[] {
  const elsewhere = peers.flatMap(({ name, messages, usesPerWord, points }) =>
    points.map(({ metrics, ...point }): PointRow => ({
      ...point,
      codec: name,
      variant: "",
      stop: ELSEWHERE,
      messages,
      usesPerWord,
      metrics: Object.fromEntries(Object.entries(metrics).map(([name, mean]) => [name, { mean }])),
    }))
  );
  return [...points, ...elsewhere];
}

/**
 * The columns of summary.csv, which are the keys of summary.jsonl. A metric has three: `bleu4`, `bleu4_low` and `bleu4_high`.
 * What no point has is no column. docs/evaluate.md says what each is.
 */
export function pointColumns(summary: Summary): Column[] {
  return [
    ...POINT_COLUMNS,
    ...summary.points.some(({ tooShort }) => tooShort > 0) ? [SHORT_COLUMN] : [],
    ...metricNames(summary).flatMap((name): Column[] => [
      [name, ({ metrics }) => metrics[name]?.mean],
      [`${name}_low`, ({ metrics }) => metrics[name]?.low],
      [`${name}_high`, ({ metrics }) => metrics[name]?.high],
    ]),
    ...COST_COLUMNS,
    ...isInformed(summary) ? [INFORMATION_COLUMN] : [],
    ...TIME_COLUMNS,
  ];
}

const POINT_COLUMNS: readonly Column[] = [
  ["codec", ({ codec }) => codec],
  ["channel", ({ channel }) => channel],
  ["variant", ({ variant }) => variant],
  ["snr_db", ({ snrDb }) => snrDb ?? undefined],
  ["messages", ({ messages }) => messages],
  ["stop", ({ stop }) => stop],
];

/** Messages of which BLEU-4 is undefined. */
const SHORT_COLUMN: Column = ["too_short", ({ tooShort }) => tooShort];

const COST_COLUMNS: readonly Column[] = [
  ["passes", ({ passes }) => passes],
  ["uses_per_word", ({ usesPerWord }) => usesPerWord],
  ["uses_per_character", ({ usesPerCharacter }) => usesPerCharacter],
];

const INFORMATION_COLUMN: Column = [
  "information_per_word",
  ({ informationPerWord }) => informationPerWord ?? undefined,
];

const TIME_COLUMNS: readonly Column[] = [["ms", ({ ms }) => ms]];
