import type { ExampleMessage, Point, Summary } from "../statistics/summary.ts";
import { distinct } from "./distinct.ts";

/** A message and its arrivals. */
export interface ShownMessage {
  readonly index: number;
  readonly text: string;
  /** By rising SNR. */
  readonly levels: readonly Level[];
}

/** The arrivals of a message at one SNR, in the points' order. */
export interface Level {
  /** Null where the channel carries bits. */
  readonly snrDb: number | null;
  readonly arrivals: readonly Arrival[];
}

/** The arrival of a message at one point. */
export interface Arrival {
  readonly point: Point;
  readonly reconstruction: string;
}

/** The most SNRs at which the examples are shown. */
const MAX_SNRS = 4;

/**
 * The points' examples, a message at a time, at the lowest SNR, the highest, and two spread evenly over those between:
 * from where hardly anything arrives to where all does.
 */
export function chooseMessages({ points }: Summary): ShownMessage[] {
  const snrs = spread(
    distinct(points.map(({ snrDb }) => snrDb)).sort((a, b) => (a ?? Infinity) - (b ?? Infinity)),
    MAX_SNRS,
  );
  const examples = new Map(points.flatMap(({ examples }) => examples).map((each) => [keyOf(each), each]));
  return [...examples].sort(([, a], [, b]) => a.index - b.index).map(([message, { index, text }]) => ({
    index,
    text,
    levels: snrs.map((snrDb) => ({ snrDb, arrivals: findArrivals(points, snrDb, message) }))
      .filter(({ arrivals }) => arrivals.length > 0),
  })).filter(({ levels }) => levels.length > 0);
}

function findArrivals(points: readonly Point[], snrDb: number | null, message: string): Arrival[] {
  return points.filter((point) => point.snrDb === snrDb).flatMap((point) =>
    point.examples.filter((each) => keyOf(each) === message).map(({ reconstruction }) => ({ point, reconstruction }))
  );
}

/** A key that two examples share if they are examples of one message. */
function keyOf({ index, text }: ExampleMessage): string {
  return `${index} ${text}`;
}

/** Picks at most `max` (two or more) of a list's values: its ends, and others as evenly spread as can be. */
function spread<T>(values: readonly T[], max: number): T[] {
  const last = values.length - 1;
  if (last < max) return [...values];
  return Array.from({ length: max }, (_, i) => values[Math.round(i * last / (max - 1))]!);
}
