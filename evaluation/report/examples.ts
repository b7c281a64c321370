import type { Example, Point, Summary } from "./summary.ts";
import { distinct } from "./metrics.ts";

/** A message and how it arrived. */
export interface ShownMessage {
  readonly index: number;
  readonly text: string;
  /** By rising SNR. */
  readonly levels: readonly Level[];
}

/** How a message arrived at one SNR, in the points' order. */
export interface Level {
  readonly snrDb: number;
  readonly arrivals: readonly Arrival[];
}

/** How a message arrived at one point. */
export interface Arrival {
  readonly point: Point;
  readonly reconstruction: string;
}

/** At this many SNRs the examples are shown. */
const MOST_SNRS = 4;

/**
 * The points' examples, a message at a time, at the lowest SNR, the highest, and two spread evenly over those between:
 * from where hardly anything arrives to where all does.
 */
export function shownMessages({ points }: Summary): ShownMessage[] {
  const snrs = spread(distinct(points.map(({ snrDb }) => snrDb)).sort((a, b) => a - b), MOST_SNRS);
  const examples = new Map(points.flatMap(({ examples }) => examples).map((each) => [key(each), each]));
  return [...examples].sort(([, a], [, b]) => a.index - b.index).map(([message, { index, text }]) => ({
    index,
    text,
    levels: snrs.map((snrDb) => ({ snrDb, arrivals: arrivals(points, snrDb, message) }))
      .filter(({ arrivals }) => arrivals.length > 0),
  })).filter(({ levels }) => levels.length > 0);
}

function arrivals(points: readonly Point[], snrDb: number, message: string): Arrival[] {
  return points.filter((point) => point.snrDb === snrDb).flatMap((point) =>
    point.examples.filter((each) => key(each) === message).map(({ reconstruction }) => ({ point, reconstruction }))
  );
}

/** What makes two examples examples of one message. */
function key({ index, text }: Example): string {
  return `${index} ${text}`;
}

/** At most `most` (two or more) of a list's values: its ends, and others as evenly spread as can be. */
function spread<T>(values: readonly T[], most: number): T[] {
  const last = values.length - 1;
  if (last < most) return [...values];
  return Array.from({ length: most }, (_, i) => values[Math.round(i * last / (most - 1))]!);
}
